"""Text that nobody would write: every reader answers, and in a time that grows with the text, not its square.

FUZZ_EXAMPLES sets how much is tried.
"""

import os
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.records.site import Site
from orchestrator.task.javascript import is_javascript
from orchestrator.text.strict_yaml import StrictYamlError, load_yaml
from orchestrator.verify.browser_process import child_process
from orchestrator.verify.browser_process.network_policy import allowed, is_site_fault, never_works
from orchestrator.verify.browser_process.protocol import LogLine
from orchestrator.verify.browser_process.static_server import answer
from orchestrator.verify.demands import page_parts
from orchestrator.verify.demands.brief import brief_demands
from orchestrator.verify.demands.clauses import taken_away
from orchestrator.verify.demands.file_names import code_without_addresses, wanted_files
from orchestrator.verify.files.formats import malformed
from orchestrator.verify.files.links import judge_links
from orchestrator.verify.files.shapes import example_facts
from orchestrator.verify.page.page_inspection import further_pages
from orchestrator.verify.page.script_check import _forms, selectors
from orchestrator.verify.plan.planner import named_hosts, named_seconds
from orchestrator.verify.plan.subjective import matter_of_taste
from orchestrator.verify.rules.contents import word_bounds
from orchestrator.verify.rules.rule import Context
from orchestrator.verify.rules.table import find_method
from orchestrator.verify.static_checks.gate import gate
from orchestrator.verify.static_checks.html_errors import html_errors, parse_problems
from orchestrator.verify.static_checks.secret_scanner import find_secrets
from orchestrator.verify.static_checks.workflow_policy import policy_problems

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
PIECES = [
    "<![foo", "<!--", "<a href='http://[x'>", "<template>", "</p>", "<b>", "http://[::1]/", "//a℀b",
    "[a](http://[x)", "# ", "- ", "? ", "!!int ''", "&a *a", "<<: {}", "on: push\n", "jobs:\n  a:\n",
    "    steps: 5\n", "{", "[", "\n", " ", "\u2028", "\ud800", "\x00", "sk-proj-", "eyJ", "://a:b@",
    "'+'", "%", "${{", "}}", "secrets", "9" * 30,
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def yaml_or_error(text: str) -> object:
    try:
        return load_yaml(_bytes(text))
    except StrictYamlError as error:
        return str(error)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


READERS: dict[str, Callable[[str], object]] = {
    "YAML": yaml_or_error,
    "workflow policy": lambda text: list(policy_problems(_bytes(text))),
    "gate": lambda text: gate(
        Site({"index.html": _bytes(text), ".github/workflows/x.yml": _bytes(text)}), text
    ),
    "secrets": lambda text: list(find_secrets({"a": _bytes(text)})),
    "HTML": lambda text: parse_problems(_bytes(text).decode("utf-8", "replace")),
    "network policy": lambda text: (
        allowed(text, "http://a", ()), is_site_fault(text, 404, "http://a"), never_works(text, "fetch")
    ),
    "local server": lambda text: answer({"index.html": b"x"}, "/app/", text),
    "links": lambda text: list(further_pages([text], "http://a/app/", {"index.html": b"x"})),
    "log line": lambda text: LogLine(text=text, where=text).model_dump_json(),
    "code": _forms,
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=EXAMPLES)
@given(text=TEXTS)
def test_a_reader_answers(reader: str, text: str) -> None:
    READERS[reader](text)


SEEDS = [
    "sk-proj-", "-eyJ", "eyJa.", "sk-ant-", "://a:", "https://a:b", "//x/:_authToken=", "'a' + ",
    '"\n+ ', "- ", "? ", "-----BEGIN PRIVATE KEY-----\n", "discord.com/api/webhooks/", "M" + "a" * 23,
    "[", "{", "&a ", "a: b\n", "import ",
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_a_large_text_takes_no_long_time(seed: str) -> None:
    begun = time.process_time()
    text = (seed * (49_000 // len(seed))).encode()
    list(find_secrets({"a": text}))
    list(policy_problems(text))
    assert time.process_time() - begun < 1.5


@pytest.mark.parametrize("seed", ["<div>", "<b><i>"])
def test_html_that_takes_minutes_is_not_judged(seed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "CPU_SECONDS", 1)
    (found,) = html_errors({"a.html": (seed * 50_000)[:250_000].encode()})
    assert found == ("a.html", "it is nested too deeply, or too large, to judge")


def test_selectors_of_a_large_check_are_found_soon() -> None:
    begun = time.process_time()
    for seed in ("querySelector('", "$(", "`", "querySelector('\\'", "function "):
        selectors(seed * 20_000)
    assert time.process_time() - begun < 2


CONTEXT = Context("", 1)
GROWING: dict[str, Callable[[str], object]] = {
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


@pytest.mark.parametrize("reader", GROWING)
def test_work_grows_with_the_text_and_not_with_its_square(reader: str) -> None:
    read = GROWING[reader]
    slow = {}
    for attack in ATTACKS:
        small, large = (seconds(read, (attack * length)[:length]) for length in (SMALL, LARGE))
        if large > 9 * small + 0.05:  # once more: the first time may have loaded or compiled something
            small, large = (seconds(read, (attack * length)[:length]) for length in (SMALL, LARGE))
        if large > 9 * small + 0.05:
            slow[attack] = (round(small, 2), round(large, 2))
    assert slow == {}
