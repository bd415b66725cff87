import pytest

from orchestrator.generate.reply.continuation import join, without_partial_character
from orchestrator.generate.reply.format import read_reply
from tests.generate.replies import END, whole

BODY = "".join(f"<p>paragraph {number} of the page</p>\n" for number in range(40))
OTHER = "const answer = 42;\n"
REPLY = whole("index.html", BODY) + whole("app.js", OTHER) + END
CUTS = range(29, len(REPLY), 83)


def joined(kept: str, more: str) -> str:
    return join(kept, more, bool(read_reply(kept).open))


def rest_after(kept: str) -> str:
    return REPLY[len(kept) :]


def line_start(cut: int, lines: int = 0) -> int:
    """Where the line of a cut begins, or one that is `lines` further up."""
    start = REPLY.rfind("\n", 0, cut) + 1
    return start if not lines else line_start(max(0, start - 1), lines - 1)


@pytest.mark.parametrize("cut", CUTS)
def test_going_straight_on_loses_and_doubles_nothing_wherever_it_was_cut(cut: int) -> None:
    kept = REPLY[:cut]
    assert joined(kept, rest_after(kept)) == REPLY


@pytest.mark.parametrize("lines", [0, 1, 3])
@pytest.mark.parametrize("cut", CUTS)
def test_lines_that_are_repeated_first_are_not_doubled(cut: int, lines: int) -> None:
    assert joined(REPLY[:cut], REPLY[line_start(cut, lines) :]) == REPLY


@pytest.mark.parametrize("cut", CUTS)
def test_a_file_that_is_begun_anew_counts_from_its_beginning(cut: int) -> None:
    kept = REPLY[:cut]
    path = read_reply(kept).open
    opened = f'<file path="{path}"'
    again = REPLY[REPLY.index(opened) :] if opened in REPLY else rest_after(kept)
    parsed = read_reply(joined(kept, again))
    assert (parsed.files, parsed.complete) == ({"index.html": BODY, "app.js": OTHER}, True)


def test_a_continuation_in_a_fence_is_freed_of_it() -> None:
    kept = REPLY[:700]
    parsed = read_reply(joined(kept, f"```html\n{rest_after(kept)}\n```"))
    assert parsed.files["index.html"] == BODY


def test_a_cut_off_file_that_is_not_gone_on_with_is_dropped_rather_than_taken_for_whole() -> None:
    kept = REPLY[:700]
    parsed = read_reply(joined(kept, whole("app.js", OTHER) + END))
    assert parsed.files == {"app.js": OTHER}


def test_short_lines_that_happen_to_be_equal_are_kept() -> None:
    assert join("f() {\n}\n", "}\n", False) == "f() {\n}\n}\n"


def test_a_long_line_is_continued_in_its_middle() -> None:
    line = "".join(f"let v{number}={number};" for number in range(400))
    assert join("a\n" + line[:3000], line[2950:], True) == "a\n" + line


@pytest.mark.parametrize("digits", ["1", "12"])
def test_digits_that_happen_to_be_equal_are_kept(digits: str) -> None:
    assert join(f"a,b\n{digits}", f"{digits},5\n", True) == f"a,b\n{digits}{digits},5\n"


def test_half_a_character_at_the_end_is_no_part_of_what_is_gone_on_with() -> None:
    assert without_partial_character("a\r\nb \ufffd") == "a\nb "


@pytest.mark.parametrize(
    "before",
    [
        "<think>\nWhere was I?\n</think>\n",
        "Continuing exactly where I left off:\n\n",
        "Sure! Here is the rest.\n```html\n",
        "...\n",
    ],
)
def test_thoughts_and_sentences_before_a_continuation_are_no_part_of_the_file(before: str) -> None:
    for cut in (700, line_start(700)):
        for begun in (cut, line_start(700), line_start(700, 2)):
            parsed = read_reply(joined(REPLY[:cut], before + REPLY[begun:]))
            assert parsed.files == {"index.html": BODY, "app.js": OTHER}


def test_a_sentence_that_may_be_the_files_own_text_is_kept() -> None:
    kept = '<file path="a.txt">\nFirst.\n'
    for more in (
        "Second.\nThird.\n",
        "Continuing education is free.\n",
        "Here the rest of the tale begins.\n",
    ):
        assert joined(kept, more) == kept + more


@pytest.mark.parametrize("more", [f"so.\n</think>\n{REPLY}", f"<think>Again.</think>\n{REPLY}", REPLY])
def test_an_answer_that_was_cut_off_among_its_thoughts_counts_from_after_them(more: str) -> None:
    parsed = read_reply(joined("<think>\nLet me see.\n", more))
    assert (parsed.files, parsed.complete) == ({"index.html": BODY, "app.js": OTHER}, True)
