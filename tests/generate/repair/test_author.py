"""The author against a scripted model: what it asks, in which order, and what comes of it."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orchestrator.generate.app.draft import Draft
from orchestrator.generate.errors import ModelFailed
from orchestrator.generate.model import providers
from orchestrator.generate.model.endpoint import Endpoint
from orchestrator.generate.model.providers import ProviderChain
from orchestrator.generate.prompt.budget import tokens
from orchestrator.generate.prompt.request import Request
from orchestrator.generate.repair.author import Author
from orchestrator.generate.reply.format import SENTINEL, write_file
from orchestrator.records.site import Site
from orchestrator.runtime.deadline import Deadline, utc_now
from orchestrator.task.event import read_task
from tests.generate.conftest import attachment, request
from tests.generate.scripted import Answer, Say, ScriptedModel, scripted

PAGE = '<!DOCTYPE html>\n<title>T</title>\n<p id="one">1</p>\n<p id="two">2</p>\n'
BASE = Site(
    {"index.html": PAGE.encode(), "app.js": b"let a = 1;\n", "README.md": b"# T\n", "LICENSE": b"MIT\n"}
)


def edit(path: str, search: str, replace: str) -> str:
    return f'<edit path="{path}">\n<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n</edit>\n'


def says(*parts: str) -> Say:
    return Say("".join(parts) + SENTINEL)


def author_for(
    model: ScriptedModel, base: Site | None, fields: dict[str, Any] | None = None, *more: ScriptedModel
) -> Author:
    task = read_task(fields or request())
    endpoints = [Endpoint(each.provider(f"model-{number}")) for number, each in enumerate([model, *more])]
    chain = ProviderChain(endpoints, Deadline(datetime.now(UTC) + timedelta(seconds=60)), first_pause=0.01)
    attachments = {a.name: a.content for a in task.attachments}
    return Author(chain, Request(task, (), attachments), base)


def written(
    *answers: Answer, base: Site | None = None, fields: dict[str, Any] | None = None
) -> tuple[Draft, Author, ScriptedModel]:
    with scripted(*answers) as model:
        author = author_for(model, base, fields)
        return author.write(), author, model


def test_a_first_version_is_written_with_one_call() -> None:
    draft, _, model = written(says(write_file("index.html", PAGE)))
    assert dict(draft.files) == {"index.html": PAGE.encode()}
    assert (draft.notes, len(model.requests)) == ((), 1)


def test_a_revision_changes_only_what_its_edits_name() -> None:
    draft, _, model = written(says(edit("app.js", "let a = 1;", "let a = 2;")), base=BASE)
    assert dict(draft.files) == {"app.js": b"let a = 2;\n"}
    assert '<p id="two">2</p>' in model.prompt(0)


def test_a_file_that_the_brief_names_is_asked_for_once_more() -> None:
    draft, _, model = written(
        says(write_file("index.html", PAGE)),
        says(write_file("facts.json", "{}\n")),
        fields=request("Show facts.json in a page."),
    )
    assert set(draft.files) == {"index.html", "facts.json"}
    assert "facts.json (the request names it)" in model.prompt(1)
    assert draft.notes == ()


def test_a_file_that_stays_missing_is_noted() -> None:
    draft, _, model = written(
        says(write_file("index.html", '<script src="app.js"></script>\n')), says(write_file("b.txt", "b\n"))
    )
    assert len(model.requests) == 2
    assert draft.notes == ("app.js is missing: index.html refers to it.",)


def test_an_edit_that_fits_nowhere_goes_back_with_the_nearest_lines() -> None:
    draft, _, model = written(
        says(edit("index.html", '<p id="one">9</p>', "x"), edit("app.js", "let a = 1;", "let a = 2;")),
        says(edit("index.html", '<p id="one">1</p>', '<p id="one">3</p>')),
        base=BASE,
    )
    assert b'<p id="one">3</p>' in draft.files["index.html"]
    assert draft.files["app.js"] == b"let a = 2;\n"
    assert "its search text fits nowhere" in model.prompt(1)
    assert "The others were applied" in model.prompt(1)
    assert '<p id="two">2</p>' in model.prompt(1)
    assert draft.notes == ()


def test_after_a_second_misfit_the_file_is_asked_for_whole() -> None:
    new = PAGE.replace(">1<", ">5<")
    draft, _, model = written(
        says(edit("index.html", "nope", "x")),
        says(edit("index.html", "no again", "x")),
        says(write_file("index.html", new)),
        base=BASE,
    )
    assert draft.files["index.html"] == new.encode()
    assert 'Give each of these files whole now, with <file path="…">' in model.prompt(2)


def test_a_lost_id_is_asked_back() -> None:
    draft, _, model = written(
        says(edit("index.html", '<p id="two">2</p>', "<p>2</p>")),
        says(edit("index.html", "<p>2</p>", '<p id="two">2!</p>')),
        base=BASE,
    )
    assert b'<p id="two">2!</p>' in draft.files["index.html"]
    assert "These ids are gone from the pages: two." in model.prompt(1)
    assert draft.notes == ()


def test_a_lost_id_and_a_deleted_file_are_never_accepted_silently() -> None:
    draft, _, _ = written(
        says(edit("index.html", '<p id="two">2</p>', "<p>2</p>"), '<delete path="app.js"/>\n'),
        says(edit("index.html", "<p>2</p>", "<p>3</p>")),
        base=BASE,
    )
    assert draft.removed == {"app.js"}
    assert draft.notes == (
        "The id two of an earlier version is gone.",
        "The file app.js of an earlier version was deleted.",
    )


@pytest.mark.parametrize(
    "path", ["data.csv", "LICENSE", "README.md", "deployment.json", ".github/workflows/pages.yml"]
)
def test_what_is_not_the_models_to_write_is_not_taken_over(path: str) -> None:
    draft, _, _ = written(
        says(write_file("index.html", PAGE), write_file(path, "mine\n")),
        fields=request(attachments=[attachment("data.csv", b"a,b\n")]),
    )
    assert path not in draft.files


def test_a_binary_file_comes_from_attachments_only() -> None:
    draft, _, _ = written(says(write_file("index.html", PAGE), write_file("logo.png", "PNG\n")))
    assert set(draft.files) == {"index.html"}


def test_what_a_repair_could_not_apply_is_left_to_the_verdict() -> None:
    failed_edit = says(edit("index.html", "nowhere", "x"))
    with scripted(says(write_file("index.html", PAGE)), failed_edit, failed_edit, failed_edit) as model:
        author = author_for(model, None)
        site = Site(author.write().files)
        draft = author.repair(site, "FAILED: title")
    assert (dict(draft.files), draft.notes) == ({}, ())


def test_a_reply_whose_files_are_all_closed_is_whole_without_the_last_line() -> None:
    draft, _, model = written(Say(write_file("index.html", PAGE).rstrip("\n")))
    assert dict(draft.files) == {"index.html": PAGE.encode()}
    assert len(model.requests) == 1


def test_a_reply_that_was_cut_off_between_two_files_is_not_believed_to_be_whole() -> None:
    cut_off = Say(write_file("index.html", PAGE), finish="length")
    with pytest.raises(ModelFailed, match="the answer was empty"):
        written(cut_off, *[Say("")] * 4)


def test_a_whole_page_in_a_fence_is_taken_without_asking_again() -> None:
    draft, _, model = written(Say(f"Here it is:\n```html\n{PAGE}</html>\n```"))
    assert dict(draft.files) == {"index.html": f"{PAGE}</html>\n".encode()}
    assert len(model.requests) == 1


def test_a_reply_without_files_is_asked_for_again() -> None:
    draft, _, model = written(Say("Certainly! What would you like?"), says(write_file("index.html", PAGE)))
    assert set(draft.files) == {"index.html"}
    assert "it holds no file and no edit in the format" in model.prompt(1)


def test_a_prompt_that_is_too_long_is_shortened_and_that_is_noted() -> None:
    too_long = Say(status=400, error={"message": "maximum context length", "code": "context_length_exceeded"})
    base = BASE.changed({"big.js": b"let x = 1;\n" * 8_000})
    answer = Say(edit("app.js", "let a = 1;", "let a = 2;") + SENTINEL, usage=None)
    with scripted(too_long, answer) as model:
        author = author_for(model, base)
        author.limit = 40_000
        draft = author.write()
    assert tokens(model.prompt(1)) < 20_000 < tokens(model.prompt(0))
    (note,) = draft.notes
    assert note.startswith("The model was not shown everything: big.js: ")
    assert note.endswith(" of 88000 characters, in its middle, are not shown.")


def test_the_next_provider_steps_in_and_the_first_is_not_asked_again() -> None:
    with (
        scripted(Say(status=401, error={"code": "invalid_api_key"})) as first,
        scripted(
            says(write_file("index.html", PAGE)),
            says(edit("index.html", "<title>T</title>", "<title>U</title>")),
        ) as second,
    ):
        author = author_for(first, None, None, second)
        draft = author.write()
        author.repair(Site(draft.files), "FAILED: title")
    assert (len(first.requests), len(second.requests)) == (1, 2)
    assert [(a.model, a.purpose, a.outcome) for a in author.chain.attempts] == [
        ("model-0", "write", "answered 401 (invalid_api_key): key, model name or address are not accepted"),
        ("model-1", "write", "stop"),
        ("model-1", "repair", "stop"),
    ]


def test_a_provider_that_never_comes_to_an_end_leaves_time_for_the_next() -> None:
    with scripted(Say("never", flood=b": still here\n\n")) as first, scripted(Say("here")) as second:
        endpoints = [Endpoint(first.provider("slow")), Endpoint(second.provider("quick"))]
        chain = ProviderChain(endpoints, Deadline(utc_now() + timedelta(seconds=2)), first_pause=0.0)
        endpoint, completion = chain.complete("write", [{"role": "user", "content": "Who answers?"}])
    assert (endpoint.model, completion.text) == ("quick", "here")


def test_a_model_that_cannot_keep_the_format_is_replaced_by_the_next() -> None:
    with (
        scripted(Say("no"), Say("still no")) as first,
        scripted(says(write_file("index.html", PAGE))) as second,
    ):
        draft = author_for(first, None, None, second).write()
    assert set(draft.files) == {"index.html"}


def test_without_any_usable_provider_it_fails_with_every_reason() -> None:
    broken: Callable[[str], Say] = lambda code: Say(status=401, error={"code": code})  # noqa: E731
    with (
        scripted(broken("a")) as first,
        scripted(broken("b")) as second,
        pytest.raises(ModelFailed) as caught,
    ):
        author_for(first, None, None, second).write()
    assert [reason.split(":")[0] for reason in caught.value.reasons] == ["model-0", "model-1"]


def test_images_are_given_as_images_and_left_out_where_they_are_refused() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (7).to_bytes(4, "big") + (5).to_bytes(4, "big")
    refused = Say(status=400, error={"message": "this model does not support image input"})
    fields = request(attachments=[attachment("sample.png", png)])
    _, _, model = written(refused, says(write_file("index.html", PAGE)), fields=fields)
    kinds = [part["type"] for part in model.requests[0]["messages"][1]["content"]]
    assert kinds == ["text", "image_url"]
    assert "24 bytes, an image" in model.requests[1]["messages"][1]["content"]


def test_a_repair_may_be_about_the_readme_alone() -> None:
    with scripted(says("<about>\n<title>New</title>\n</about>\n")) as model:
        draft = author_for(model, BASE).repair(BASE, "FAILED: README.md explains usage")
    assert (dict(draft.files), draft.about.title) == ({}, "New")


def test_no_call_is_begun_after_the_deadline() -> None:
    with scripted(says(write_file("index.html", PAGE))) as model:
        author = author_for(model, None)
        author.chain.deadline = Deadline(datetime.now(UTC))
        with pytest.raises(ModelFailed, match="no time is left for a call"):
            author.write()
    assert model.requests == []


def test_progress_tells_characters_and_files_begun(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(providers, "LOG_EVERY", 0.0)
    caplog.set_level(logging.INFO)
    reply = write_file("index.html", PAGE) + write_file("b.txt", "b\n") + SENTINEL
    written(Say(reply, chunk=len(reply) // 2 + 1))
    told = [record.getMessage() for record in caplog.records if "files begun" in record.getMessage()]
    assert told[-1] == f"write: {len(reply)} characters, 2 files begun"


def test_where_no_reply_can_be_read_one_plain_page_is_asked_for() -> None:
    several = request("Show a table with app.js and style.css.")
    answers = (Say("No."), Say("No."), Say(f"```html\n{PAGE}</html>\n```"), Say("nothing"))
    draft, _, model = written(*answers, fields=several)
    assert dict(draft.files) == {"index.html": f"{PAGE}</html>\n".encode()}
    assert "Write this app." in model.prompt(0)
    assert "Write a complete web page in one file" in model.prompt(2)


@pytest.mark.parametrize(
    ("read", "asked"),
    [
        ("attachments/data.csv", ""),
        ("other.csv", "data files, which do not exist: other.csv. Do not write them"),
    ],
)
def test_a_model_is_never_asked_to_write_data_that_nobody_asked_for(read: str, asked: str) -> None:
    page = PAGE + f"<script>fetch('{read}')</script>\n"
    fields = request("Show data.csv.", attachments=[attachment("data.csv", b"a,b\n")])
    _, _, model = written(says(write_file("index.html", page)), says(""), fields=fields)
    assert len(model.requests) == (2 if asked else 1)
    assert asked in model.prompt(len(model.requests) - 1)


def test_an_attachment_that_the_brief_wants_fixed_is_changed_by_edits() -> None:
    fields = request("Fix the error in a.py.", attachments=[attachment("a.py", b"print(1\n")])
    draft, _, _ = written(
        says(write_file("index.html", PAGE), edit("a.py", "print(1", "print(1)")), fields=fields
    )
    assert draft.files["a.py"] == b"print(1)\n"
