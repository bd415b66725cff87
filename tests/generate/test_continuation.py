import pytest

from orchestrator.generate.continuation import LONG_LINE, join, kept_part
from orchestrator.generate.reply import read_reply
from tests.generate.replies import END, whole

BODY = "".join(f"<p>paragraph {number} of the page</p>\n" for number in range(40))
OTHER = "const answer = 42;\n"
REPLY = whole("index.html", BODY) + whole("app.js", OTHER) + END
CUTS = range(0, len(REPLY), 29)


def joined(kept: str, more: str) -> str:
    return join(kept, more, bool(read_reply(kept).open))


def rest_after(kept: str) -> str:
    return REPLY[len(kept) :]


@pytest.mark.parametrize("cut", CUTS)
def test_going_straight_on_loses_and_doubles_nothing_wherever_it_was_cut(cut: int) -> None:
    kept = kept_part(REPLY[:cut])
    assert joined(kept, rest_after(kept)) == REPLY


@pytest.mark.parametrize("cut", CUTS)
def test_lines_that_are_repeated_first_are_not_doubled(cut: int) -> None:
    kept = kept_part(REPLY[:cut])
    repeated = kept[len(kept_part(kept[:-30])) :] if len(kept) > 90 else ""
    if len(repeated.strip()) < 24 or "<file" in repeated:
        repeated = ""
    assert joined(kept, repeated + rest_after(kept)) == REPLY


@pytest.mark.parametrize("cut", CUTS)
def test_a_file_that_is_begun_anew_counts_from_its_beginning(cut: int) -> None:
    kept = kept_part(REPLY[:cut])
    path = read_reply(kept).open
    again = REPLY[REPLY.index(f'<file path="{path}"') :] if path else rest_after(kept)
    parsed = read_reply(joined(kept, again))
    assert (parsed.files, parsed.complete) == ({"index.html": BODY, "app.js": OTHER}, True)


def test_a_continuation_in_a_fence_is_freed_of_it() -> None:
    kept = kept_part(REPLY[:700])
    parsed = read_reply(joined(kept, f"```html\n{rest_after(kept)}\n```"))
    assert parsed.files["index.html"] == BODY


def test_a_cut_off_file_that_is_not_gone_on_with_is_dropped_rather_than_taken_for_whole() -> None:
    kept = kept_part(REPLY[:700])
    parsed = read_reply(joined(kept, whole("app.js", OTHER) + END))
    assert parsed.files == {"app.js": OTHER}


def test_short_lines_that_happen_to_be_equal_are_kept() -> None:
    assert join("f() {\n}\n", "}\n", False) == "f() {\n}\n}\n"


def test_an_unfinished_line_goes_unless_it_is_a_long_one() -> None:
    assert kept_part("a\nunfinished") == "a\n"
    minified = "a\n" + "x" * (LONG_LINE + 1)
    assert kept_part(minified) == minified


def test_a_long_line_is_continued_in_its_middle() -> None:
    line = "".join(f"let v{number}={number};" for number in range(400))
    assert join("a\n" + line[:3000], line[2950:], True) == "a\n" + line


@pytest.mark.parametrize(
    "before",
    [
        "<think>\nWhere was I?\n</think>\n",
        "Continuing exactly where I left off:\n\n",
        "Sure! Here is the rest.\n```html\n",
    ],
)
def test_thoughts_and_sentences_before_a_continuation_are_no_part_of_the_file(before: str) -> None:
    kept = kept_part(REPLY[:700])
    repeated = kept[-70:][kept[-70:].index("\n") + 1 :]
    parsed = read_reply(joined(kept, before + repeated + rest_after(kept)))
    assert parsed.files == {"index.html": BODY, "app.js": OTHER}


def test_a_sentence_that_may_be_the_files_own_text_is_kept() -> None:
    kept = '<file path="a.txt">\nFirst.\n'
    assert joined(kept, "Second.\nThird.\n") == kept + "Second.\nThird.\n"


@pytest.mark.parametrize("more", [f"so.\n</think>\n{REPLY}", f"<think>Again.</think>\n{REPLY}", REPLY])
def test_an_answer_that_was_cut_off_among_its_thoughts_counts_from_after_them(more: str) -> None:
    parsed = read_reply(joined("<think>\nLet me see.\n", more))
    assert (parsed.files, parsed.complete) == ({"index.html": BODY, "app.js": OTHER}, True)
