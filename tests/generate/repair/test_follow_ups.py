"""What an author asks again, what it keeps when no answer comes, and what it never takes over."""

from typing import Any

import pytest

from orchestrator.generate.errors import ModelFailed
from orchestrator.generate.reply.format import SENTINEL, write_file
from tests.generate.conftest import attachment, request
from tests.generate.repair.test_author import BASE, PAGE, author_for, edit, says, written
from tests.generate.scripted import Say, scripted

NOTHING = Say(SENTINEL)
GOOD = edit("app.js", "let a = 1;", "let a = 2;")
DOWN = Say(status=401, error={"code": "invalid_api_key"})


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('<edit path="app.js">\nlet a = 2;\n</edit>\n', "it holds no pair of SEARCH and REPLACE"),
        (GOOD.replace(">>>>>>> REPLACE\n", ""), "its last edit is not closed by >>>>>>> REPLACE"),
        (edit("app.js", "let a = 1;", "let a = 1;"), "its two sides are equal, so it changes nothing"),
    ],
)
def test_a_change_that_cannot_be_read_whole_is_asked_for_again(broken: str, reason: str) -> None:
    draft, _, model = written(says(broken), says(GOOD), base=BASE)
    assert f"In app.js: {reason}" in model.prompt(1)
    assert draft.files == {"app.js": b"let a = 2;\n"}


@pytest.mark.parametrize(
    "line", ["// Load existing items...", "// the rest of the code uses it", "/* 1 ... 9 */", "# Same ..."]
)
def test_an_ordinary_comment_stands_for_nothing(line: str) -> None:
    draft, _, _ = written(says(write_file("app.js", f"let a = 2;\n{line}\n")), base=BASE)
    assert draft.files == {"app.js": f"let a = 2;\n{line}\n".encode()}


def test_what_was_applied_is_kept_when_no_further_answer_comes() -> None:
    draft, _, _ = written(says(GOOD, edit("index.html", "nowhere", "x")), DOWN, base=BASE)
    assert draft.files == {"app.js": b"let a = 2;\n"}
    assert draft.notes == ("A change to index.html could not be applied.",)


def test_a_revision_of_which_nothing_could_be_applied_is_none() -> None:
    with pytest.raises(ModelFailed, match="answered 401"):
        written(says(edit("index.html", "nowhere", "x")), DOWN, base=BASE)


def test_that_nothing_is_left_to_change_is_an_answer_and_the_model_stays() -> None:
    gone = says(edit("index.html", '<p id="two">2</p>', ""))
    with scripted(gone, NOTHING, says(GOOD)) as model:
        author = author_for(model, BASE)
        draft = author.write()
        repaired = author.repair(BASE, "FAILED: title")
    assert draft.notes == (
        "A new version of index.html left out code (<p two> (2)), so the earlier one was kept.",
        "The model changed no file in this round.",
    )
    assert (len(model.requests), set(repaired.files)) == (3, {"app.js"})


def test_a_model_that_fails_a_follow_up_is_asked_again_for_a_repair() -> None:
    gone, prose = says(edit("index.html", '<p id="two">2</p>', "")), Say("It was asked for.")
    with scripted(gone, prose, prose, says(GOOD)) as model:
        author = author_for(model, BASE)
        author.write()
        assert set(author.repair(BASE, "FAILED: title").files) == {"app.js"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (edit("/app.js", "let a = 1;", "let a = 2;"), "a safe relative path, not '/app.js'"),
        (edit("data.csv", "a,b", "a,c"), "data.csv: it is an attachment and stays as it is"),
        (write_file("logo.png", "PNG\n"), "logo.png: binary files come from attachments"),
        ('<delete path="index.html"/>\n', "index.html: every app begins with it"),
        (write_file("data.csv/x.json", "{}\n"), "data.csv/x.json: expected no file"),
        (write_file("README.md/x.json", "{}\n"), "README.md/x.json: expected no file"),
    ],
)
def test_what_is_not_taken_over_is_told_once(change: str, told: str) -> None:
    fields: dict[str, Any] = request(attachments=[attachment("data.csv", b"a,b\n")])
    draft, _, model = written(says(change), says(GOOD), base=BASE, fields=fields)
    assert told in model.prompt(1)
    assert draft.files == {"app.js": b"let a = 2;\n"}
    assert not draft.removed


def test_an_attachment_given_again_as_it_is_needs_no_word() -> None:
    fields = request(attachments=[attachment("data.csv", b"a,b\r\n")])
    _, _, model = written(
        says(write_file("index.html", PAGE), write_file("data.csv", "a,b\n")), fields=fields
    )
    assert len(model.requests) == 1


def test_bytes_that_are_not_utf_8_survive_an_edit() -> None:
    base = BASE.changed({"old.html": b"<p>caf\xe9</p>\n<b>1</b>\n"})
    draft, _, _ = written(says(edit("old.html", "<b>1</b>", "<b>2</b>")), base=base)
    assert draft.files == {"old.html": b"<p>caf\xe9</p>\n<b>2</b>\n"}


def test_what_is_said_anew_for_the_readme_leaves_the_rest_as_it_was() -> None:
    about = "<about>\n<title>T</title>\n<summary>S.</summary>\n<usage>U.</usage>\n<how>H.</how>\n</about>\n"
    again = "<about>\n<usage>Better.</usage>\n</about>\n"
    with scripted(says(write_file("index.html", PAGE), about), says(again)) as model:
        author = author_for(model, None)
        author.write()
        told = author.repair(BASE, "FAILED: README.md").about
    assert (told.title, told.summary, told.usage, told.how_it_works) == ("T", "S.", "Better.", "H.")
