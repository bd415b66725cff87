"""Four times as much text takes about four times as long, whatever a stranger writes."""

import time
from collections.abc import Callable

import pytest

from orchestrator.records.site import Site
from orchestrator.task.javascript import is_javascript
from orchestrator.verify.demands import page_parts
from orchestrator.verify.demands.brief import brief_demands
from orchestrator.verify.demands.clauses import taken_away
from orchestrator.verify.demands.file_names import code_without_addresses, wanted_files
from orchestrator.verify.files.formats import malformed
from orchestrator.verify.files.links import judge_links
from orchestrator.verify.files.shapes import example_facts
from orchestrator.verify.plan.planner import named_hosts, named_seconds
from orchestrator.verify.plan.subjective import matter_of_taste
from orchestrator.verify.rules.contents import word_bounds
from orchestrator.verify.rules.rule import Context
from orchestrator.verify.rules.table import find_method

CONTEXT = Context("", 1)
READERS: dict[str, Callable[[str], object]] = {
    "brief": lambda text: brief_demands(Context(text, 1)),
    "check": lambda text: find_method(text, CONTEXT),
    "code": is_javascript,
    "code of a library": code_without_addresses,
    "data": lambda text: list(
        malformed({"a.json": text.encode(), "a.csv": text.encode(), "a.svg": text.encode()})
    ),
    "files": wanted_files,
    "hosts": named_hosts,
    "ids": lambda text: list(page_parts.ids(text)),
    "links": lambda text: judge_links(Site({"README.md": text.encode()})),
    "seconds": named_seconds,
    "shape": example_facts,
    "taken away": taken_away.__wrapped__,
    "taste": matter_of_taste,
    "titles": lambda text: list(page_parts.titles(text)),
    "words": word_bounds,
}
ATTACKS = (
    "[](http://a", "[](<aa", "[", "](", "`", "'", '"', "a ", "a.", "a-", "a/", "{", "{a:", "#a", "#a ", "id ",
    "id=", "title ", "<div id=", "?a=", "with marked, ", "not ", "- a.txt\n", "1 ", " ", "\n", "(", "!", "//",
    "/*", "[{", "1,", "within 1", "https://a", "and ", "replace a.txt ", "`a", "fetch ", "users save ",
    "a.b.", "'a", "<", "&a ",
)  # fmt: skip
SMALL, LARGE = 2_500, 10_000


def seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


@pytest.mark.parametrize("reader", READERS)
def test_work_grows_with_the_text_and_not_with_its_square(reader: str) -> None:
    read = READERS[reader]
    slow = {}
    for attack in ATTACKS:
        small, large = (seconds(read, (attack * length)[:length]) for length in (SMALL, LARGE))
        if large > 9 * small + 0.05:  # once more: the first time may have loaded or compiled something
            small, large = (seconds(read, (attack * length)[:length]) for length in (SMALL, LARGE))
        if large > 9 * small + 0.05:
            slow[attack] = (round(small, 2), round(large, 2))
    assert slow == {}
