"""Facts about the files of a repository, each as a check: there, absent, unchanged, of a shape."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TypeVar

from orchestrator.records.site import MARKER, Site
from orchestrator.verify.files.formats import problem_of, read_json
from orchestrator.verify.files.links import own_targets
from orchestrator.verify.files.shapes import KeyFact, fact_problems
from orchestrator.verify.files.workbook import read_workbook
from orchestrator.verify.plan.check_types import FileCheck, Finding, NotRun

Content = TypeVar("Content")
Judge = Callable[[Content], tuple[bool, str]]

UNLIMITED = 10**9
FURNISHED = frozenset({"index.html", "README.md", "LICENSE", MARKER})
"""What every app holds, so that "links to every file" does not mean it."""

_WORD = re.compile(r"[^\W_](?:[\w'\u2019.-]{0,100}[^\W_])?")
COUNTERS: dict[str, Callable[[str], int]] = {
    "word": lambda text: len(_WORD.findall(re.sub(r"<[^<>]{1,1000}>", " ", text))),
    "line": lambda text: sum(bool(line.strip()) for line in text.splitlines()),
    "character": lambda text: len(text.strip()),
    "row": lambda text: max(0, sum(bool(row) for row in csv.reader(io.StringIO(text))) - 1),
}
"""What can be counted in a text; Markdown's marks and HTML's tags are no words, a CSV's header is no row."""


def find_file(site: Site, name: str) -> str | None:
    """The path of a file; a bare name may lie in any folder."""
    return name if name in site else next((path for path in site if path.endswith(f"/{name}")), None)


def file_check(name: str, expected: str, judge: Judge[bytes], *, anywhere: bool = True) -> FileCheck:
    """A check of one file's content, in whatever folder it lies, or, if not `anywhere`, at this very path.

    `judge` returns whether it is right, and what is there.
    """

    def judged(site: Site) -> Finding:
        path = find_file(site, name)
        if path is None or not (anywhere or path == name):
            return Finding(False, "not there", name)
        return Finding(*judge(site[path]), path)

    return FileCheck(expected, judged)


def text_check(name: str, expected: str, judge: Judge[str]) -> FileCheck:
    """The same for a text."""
    return file_check(name, expected, lambda data: judge(data.decode("utf-8-sig", "replace")))


def all_of(checks: Sequence[FileCheck]) -> FileCheck:
    """One check for several: the first failure speaks for all."""

    def judged(site: Site) -> Finding:
        findings = [check.judge(site) for check in checks]
        wrong = [found for found in findings if not found.passed]
        shown = wrong or findings
        seen = "; ".join(f"{found.where}: {found.seen}" if found.where else found.seen for found in shown)
        return Finding(not wrong, seen[:400], shown[0].where)

    expected = "; ".join(check.expected for check in checks)[:400]
    return checks[0] if len(checks) == 1 else FileCheck(expected, judged)


def file_exists(name: str) -> FileCheck:
    """A file of this name is there and is not empty."""
    empty_is_fine = name.rpartition("/")[2].startswith(".")
    expected = f"a file {name} that is not empty"
    return file_check(
        name, expected, lambda data: (bool(data.strip()) or empty_is_fine, f"{len(data)} bytes")
    )


def file_absent(name: str) -> FileCheck:
    """Neither a file nor a folder of this name is there."""
    bare = name.strip("/")

    def judged(site: Site) -> Finding:
        path = find_file(site, bare) or next((p for p in site if f"/{bare}/" in f"/{p}"), None)
        return Finding(path is None, f"there is {path}" if path else "not there", path or "")

    return FileCheck(f"no {name}", judged)


def same_bytes(name: str, content: bytes) -> FileCheck:
    """The attachment lies at this very path as it was sent."""

    def judge(data: bytes) -> tuple[bool, str]:
        same = data == content
        return same, "the same bytes" if same else f"{len(data)} bytes, not the same"

    expected = f"{name} with the {len(content)} bytes that were sent"
    return file_check(name, expected, judge, anywhere=False)


def changed_bytes(name: str, content: bytes) -> FileCheck:
    """An attachment that the brief asks to change is there, and differs from what was sent."""

    def judge(data: bytes) -> tuple[bool, str]:
        same = data == content
        return bool(data.strip()) and not same, "unchanged" if same else f"{len(data)} bytes"

    return file_check(name, f"{name}, changed as the brief asks", judge)


def readable(name: str) -> FileCheck:
    """A data file is well-formed."""

    def judge(data: bytes) -> tuple[bool, str]:
        problem = problem_of(name, data) or ("" if data.strip() else "it is empty")
        return not problem, problem or "well-formed"

    return file_check(name, f"{name} is well-formed", judge)


def contains_texts(name: str, texts: Sequence[str], wanted: bool = True) -> FileCheck:
    """A text holds all of these words, or with `wanted=False` none; case and white space do not matter."""

    def judge(text: str) -> tuple[bool, str]:
        plain = _plain(text)
        wrong = [each for each in texts if (_plain(each) in plain) is not wanted]
        return _none(wrong, "missing:" if wanted else "there:", "as expected")

    shown = ", ".join(f'"{each}"' for each in texts)
    return text_check(name, f"{name} {'with' if wanted else 'without'} {shown}", judge)


def count_between(name: str, unit: str, low: int, high: int = UNLIMITED) -> FileCheck:
    """A text has so many words, lines, characters or rows."""
    bounds = f"{low}" if low == high else f"at least {low}" if high == UNLIMITED else f"{low} to {high}"

    def judge(text: str) -> tuple[bool, str]:
        found = COUNTERS[unit](text)
        return low <= found <= high, f"{found} {unit}s"

    return text_check(name, f"{name} with {bounds} {unit}s", judge)


def csv_columns(name: str, columns: Sequence[str]) -> FileCheck:
    """The header of a CSV file names these columns."""

    def judge(text: str) -> tuple[bool, str]:
        header = {cell.strip().lower() for cell in next(csv.reader(io.StringIO(text)), [])}
        return _none([column for column in columns if column.lower() not in header], "no column")

    return text_check(name, f"{name} with the columns {', '.join(columns)}", judge)


def same_rows(name: str, workbook: str, data: bytes) -> FileCheck | NotRun:
    """A CSV file holds the rows of a sheet of a workbook; `1` and `1.0` are the same cell."""
    try:
        sheets = [_rows(sheet.csv) for sheet in read_workbook(data)]
    except ValueError as error:
        return NotRun(f"{workbook} {error}")

    def judge(text: str) -> tuple[bool, str]:
        found = _rows(text)
        if found in sheets:
            return True, f"{len(found)} rows, all the same"
        wanted = sheets[0] if sheets else []
        pairs = enumerate(zip_longest(found, wanted), 1)
        line = next((number for number, (mine, other) in pairs if mine != other), 0)
        return False, f"{len(found)} rows instead of {len(wanted)}, the first that differs is {line}"

    return text_check(name, f"{name} with the rows of {workbook}", judge)


def code_has(texts: Sequence[str]) -> FileCheck:
    """The pages and scripts of the site hold all of these words, white space aside."""

    def judged(site: Site) -> Finding:
        code = "".join(site.text(path) for path in site if path.endswith((".html", ".js", ".mjs")))
        squeezed = "".join(code.split()).lower()
        missing = [each for each in texts if "".join(each.split()).lower() not in squeezed]
        return Finding(*_none(missing, "not there:"))

    return FileCheck(f"code with {', '.join(texts)}", judged)


def json_facts(name: str, facts: Sequence[KeyFact], least: int = 0) -> FileCheck:
    """JSON data has these keys with these values; `least` is the number of entries that a list must have."""

    def judge(text: str) -> tuple[bool, str]:
        try:
            value = read_json(text)
        except (ValueError, RecursionError) as error:
            return False, f"not JSON: {error}"
        few = least and not (isinstance(value, list) and len(value) >= least)
        problems = [f"not a list of {least} entries"] if few else []
        problems += [problem for fact in facts for problem in fact_problems(value, fact)]
        return not problems, "; ".join(list(dict.fromkeys(problems))[:5]) or "as expected"

    return text_check(name, f"{name} is JSON with {', '.join(map(str, facts))}", judge)


def links_to(page: str, names: Sequence[str]) -> FileCheck:
    """A page links to these files; to every other file of the site if none is named."""

    def judged(site: Site) -> Finding:
        path = find_file(site, page)
        targets = set(own_targets(site.text(path))) if path else set()
        others = [p for p in site if p not in FURNISHED and not p.startswith(".") and p != path]
        missing = [name for name in names or others if (find_file(site, name) or name) not in targets]
        passed, seen = _none(missing, "no link to", "all linked")
        return Finding(passed, seen[:300], page)

    return FileCheck(f"{page} links to {', '.join(names) or 'every file'}", judged)


def _none(wrong: Sequence[str], problem: str, fine: str = "all there") -> tuple[bool, str]:
    """Right if nothing is wrong; what is seen names what is."""
    return not wrong, f"{problem} {', '.join(wrong)}" if wrong else fine


def _rows(text: str) -> list[list[str]]:
    return [row for line in csv.reader(io.StringIO(text)) if any(row := [_cell(each) for each in line])]


def _cell(text: str) -> str:
    plain = text.strip().lower().removesuffix(" 00:00:00")
    try:
        return f"{float(plain):.10g}"
    except ValueError:
        return plain


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
