import time
import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.errors import UnsafePath
from orchestrator.generate.reply.format import SENTINEL, read_reply, write_file
from orchestrator.generate.reply.reader import MAX_FILES
from orchestrator.text.paths import checked_path
from tests.generate.replies import ALL, Case


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in ALL])
def test_a_reply_is_read_as_it_was_meant(case: Case) -> None:
    parsed = read_reply(case.reply)
    edits = {path: [(e.search, e.replace) for e in several] for path, several in parsed.edits.items()}
    assert (parsed.complete, parsed.open) == (case.complete, case.open)
    assert (parsed.files, edits, parsed.removed) == (case.files, case.edits, case.removed)
    told = [*parsed.problems, *(f"{path}: {reason}" for path, reason in parsed.broken.items())]
    assert len(told) == len(case.problems), told
    for said, expected in zip(told, case.problems, strict=True):
        assert expected in said


def test_the_corpus_has_at_least_sixty_replies() -> None:
    assert len({case.name for case in ALL}) >= 60


def test_the_text_for_the_readme_is_read() -> None:
    about = read_reply(
        "<about>\n<title>Tides</title>\n<Summary>Shows\ntides.</Summary>\n<usage>Look.</usage>\n</about>\n"
        + SENTINEL
    ).about
    assert about is not None
    assert (about.title, about.summary, about.usage, about.how_it_works) == (
        "Tides",
        "Shows\ntides.",
        "Look.",
        "",
    )


def test_more_files_than_allowed_are_left_out_and_named() -> None:
    parsed = read_reply("".join(write_file(f"{n}.txt", "x\n") for n in range(MAX_FILES + 2)) + SENTINEL)
    assert len(parsed.files) == MAX_FILES
    assert parsed.problems == tuple(
        f"{n}.txt: left out, a reply may hold {MAX_FILES} files" for n in (MAX_FILES, MAX_FILES + 1)
    )


def _safe(path: str) -> bool:
    try:
        checked_path(path)
    except UnsafePath:
        return False
    return True


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
paths = st.lists(names, min_size=1, max_size=3).map("/".join).filter(_safe)
tricky = st.sampled_from(
    [
        "<file>",
        "</file>",
        '<file path="a">',
        "</edit>",
        SENTINEL,
        "```",
        "\ufeff",
        "<think>",
        "\n",
        " ",
        "=======",
        "<",
    ]
)
texts = (
    st.lists(st.one_of(st.text(max_size=30), tricky), max_size=12)
    .map("".join)
    .map(lambda text: text.replace("\r", "").encode("utf-8", "replace").decode())
)


@settings(max_examples=40)
@given(st.dictionaries(paths, texts, max_size=5))
def test_reading_what_is_written_gives_the_same_files(files: dict[str, str]) -> None:
    parsed = read_reply("".join(write_file(path, text) for path, text in files.items()) + SENTINEL)
    assert parsed.files == files
    assert parsed.complete
    assert parsed.problems == ()


REPEATED = [
    *(
        "<",
        "<file ",
        '<file path="',
        "</file",
        "```\n",
        "<think>",
        "<about>\n",
        "<title>",
        "=======\n",
        " ",
        "\n",
    ),
    *('<file path="a">\n', '<edit path="a">\n<<<<<<< SEARCH\n', 'path="', "<delete "),
]

pieces = st.one_of(
    st.text(max_size=40),
    tricky,
    st.sampled_from(
        ['<file path="../x">\n', '<file path="/abs">\n', '<delete path="..\\x"/>\n', "</file>\n"]
    ),
    st.text(max_size=30).map(lambda path: f'<file path="{path}">\nx\n</file>\n'),
)


@given(st.lists(pieces, max_size=20).map("".join))
def test_no_reply_makes_a_path_outside_the_site(text: str) -> None:
    parsed = read_reply(text)
    for path in [*parsed.files, *parsed.edits, *parsed.removed]:
        assert checked_path(path) == path


@pytest.mark.parametrize("piece", REPEATED)
def test_no_repetition_makes_the_reader_quadratic(piece: str) -> None:
    short, long = piece * (10_000 // len(piece)), piece * (160_000 // len(piece))
    assert _seconds(long) < 16 * 8 * _seconds(short)


def _seconds(text: str) -> float:
    """Processor time, the best of three: other work on the machine disturbs it least."""
    return min(timeit.repeat(lambda: read_reply(text), timer=time.process_time, number=1, repeat=3))
