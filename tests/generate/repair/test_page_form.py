"""An app of one page is asked for, continued, repaired and read as one code block."""

import pytest

from orchestrator.generate.app.draft import About
from orchestrator.generate.model.conversation import interpret
from orchestrator.generate.prompt.request import Request, revise_prompt, write_prompt
from orchestrator.records.site import Site
from orchestrator.task.event import read_task
from tests.generate.conftest import attachment, request
from tests.generate.repair.test_author import author_for, written
from tests.generate.scripted import Say, scripted

PAGE = "<!DOCTYPE html>\n<html>\n<title>Tides &amp; more</title>\n<p id='a'>1</p>\n</html>\n"
COMMENT = "<!-- README\n{}-->\n"
BLOCK = f"```html\n{PAGE}```\n"
SAID = (
    "What it does: Shows tides: high and low.\nHow to use it: Click on\na day.\n"
    "- So funktioniert es: One script draws.\n"
)


def test_a_comment_in_the_page_is_for_the_readme() -> None:
    page = PAGE.replace("</html>", COMMENT.format(SAID) + "</html>")
    draft, _, model = written(Say(f"Here it is.\n\n```html\n{page}```\nEnjoy."))
    assert dict(draft.files) == {"index.html": page.encode()}
    said = ("Shows tides: high and low.", "Click on a day.", "One script draws.")
    assert draft.about == About("Tides & more", *said)
    assert len(model.requests) == 1
    assert "<file path" not in str(model.requests[0]["messages"])


@pytest.mark.parametrize(
    "said", ["", "What it does: …\nHow to use it: …\nHow it works: …\n", "One: a.\nTwo.\n"]
)
def test_where_a_comment_says_too_little_the_brief_stands_in_the_readme(said: str) -> None:
    page = BLOCK.replace("</html>", COMMENT.format(said) + "</html>")
    draft, _, _ = written(Say(page), fields=request("Show a table."))
    assert draft.about.summary == "Show a table."


def test_a_page_that_has_its_end_needs_no_closed_fence() -> None:
    draft, _, model = written(Say(f"```html\n{PAGE}"))
    assert dict(draft.files) == {"index.html": PAGE.encode()}
    assert len(model.requests) == 1


def test_a_page_that_was_cut_off_is_continued() -> None:
    begin, end = BLOCK[:60], BLOCK[60:]
    draft, _, model = written(Say(begin, finish="length"), Say(end))
    assert dict(draft.files) == {"index.html": PAGE.encode()}
    assert "Write the rest, up to </html>" in model.prompt(1)


def test_an_answer_that_repeats_itself_is_ended_and_asked_for_again() -> None:
    endless = "```html\n<!DOCTYPE html>\n<html>\n" + "<p>and so on</p>\n" * 50_000
    draft, author, model = written(Say(endless, finish="length"), Say(BLOCK))
    assert dict(draft.files) == {"index.html": PAGE.encode()}
    assert [attempt.outcome for attempt in author.chain.attempts] == ["loop", "stop"]
    assert [request["temperature"] for request in model.requests] == [0.2, 1.0]
    assert model.requests[0]["messages"] == model.requests[1]["messages"]


def test_many_equal_elements_are_no_loop() -> None:
    cells = "".join(f'<i data-n="{number}"></i>\n' for number in range(400))
    draft, author, _ = written(Say(BLOCK.replace("<p id='a'>1</p>\n", cells), chunk=7))
    assert cells.encode() in draft.files["index.html"]
    assert len(author.chain.attempts) == 1


def test_an_answer_without_a_page_is_asked_for_again_in_the_same_form() -> None:
    draft, _, model = written(Say("Which colour?"), Say(BLOCK))
    assert dict(draft.files) == {"index.html": PAGE.encode()}
    assert model.prompt(1).startswith("That answer cannot be used: it holds no file")
    assert "<end-of-reply/>" not in model.prompt(1)


def test_a_repair_shows_the_page_in_a_block_and_what_failed_but_no_check_twice() -> None:
    fields = request("Show a table.", checks=[{"js": "document.title === 'Tides'"}])
    with scripted(Say(BLOCK)) as model:
        author_for(model, None, fields).repair(Site({"index.html": b"<p>old</p>\n"}), "FAILED: title")
    assert "```html\n<p>old</p>\n```" in model.prompt(0)
    assert "<data-failures>\nFAILED: title\n</data-failures>" in model.prompt(0)
    assert "The checks, one after another" not in model.prompt(0)


@pytest.mark.parametrize(
    ("brief", "page"),
    [
        ("Show data.csv as a table.", True),
        ("Fix the error in data.csv and show it.", False),
        ("A page with app.js.", False),
        ("Write index.html and README.md.", True),
    ],
)
def test_one_page_is_asked_for_only_where_no_other_file_is_to_be_written(brief: str, page: bool) -> None:
    task = read_task(request(brief, attachments=[attachment("data.csv", b"a,b\n")]))
    made = Request(task, (), {each.name: each.content for each in task.attachments})
    assert write_prompt(made, 10_000).page is page
    assert not revise_prompt(made, Site({"index.html": b"<p>x</p>", "app.js": b"let a;"}), 10_000).page


def test_marks_of_the_prompt_do_not_come_back_in_a_page() -> None:
    spoilt = PAGE.replace("</html>\n", "</data-brief>\n</html>\n").replace(
        "<title>", '<data-file name="a.csv">\n<title>'
    )
    assert interpret(f"```html\n{spoilt}```", "stop", page=True).files == {"index.html": PAGE}
