"""What a brief demands in so many words, besides the checks that came with it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from orchestrator.records import Kind
from orchestrator.task.attachments import changeable
from orchestrator.verify.demands import page_parts
from orchestrator.verify.demands.clauses import taken_away
from orchestrator.verify.demands.file_names import FILE_NAME, Mention, mentions, wanted_files
from orchestrator.verify.files.facts import (
    changed_bytes,
    count_between,
    file_absent,
    file_exists,
    json_facts,
    same_bytes,
    same_rows,
)
from orchestrator.verify.files.shapes import example_facts
from orchestrator.verify.plan.check_types import Method, NotRun, PlannedCheck
from orchestrator.verify.rules import page, workflows
from orchestrator.verify.rules.contents import word_bounds
from orchestrator.verify.rules.rule import Context

_OLD_TITLE = re.compile(r"document\.title|(?<![#.\w'\"-])title\b", re.IGNORECASE)
_COMPUTES = re.compile(
    r"\b(?:sums?|summing|totals?|average\w*|mean|comput\w+|calculat\w+|add(?:s|ing)? up)\b", re.IGNORECASE
)
_CONVERTS = re.compile(r"\b(?:convert|renam)", re.IGNORECASE)
"""What leaves open whether the file that was sent stays beside what is made of it."""
_CONVERTED = re.compile(
    rf"\bconvert\w*\s(?:\w{{1,20}}\s){{0,3}}[`'\"]?(?P<workbook>{FILE_NAME})[`'\"]?\s(?:in)?to\s(?:\w{{1,20}}\s){{0,3}}"
    rf"[`'\"]?(?P<file>{FILE_NAME})",
    re.IGNORECASE,
)
_UNCOMMITTED = re.compile(
    r"(?:\bnot|\bnever|n['\u2019]t)\s(?:be\s)?(?:commit|push|check(?:ed)? in)", re.IGNORECASE
)
_NEAR = 60
"""Characters around a file's name in which `do not commit` means this file."""
LONGEST_PART = 2500
"""Characters after a file's name in which its shape or length is looked for."""


def brief_demands(context: Context) -> list[PlannedCheck]:
    """The demands of a brief that rules can judge, each as a check that says where it comes from."""
    brief = context.brief
    demands = [*_files(context), *_page(brief), *_computed(context), *workflows.demanded_steps(brief)]
    distinct = dict(reversed(demands))
    return [
        PlannedCheck(f"brief: {name}", Kind.RULE, context.round, method)
        for name, method in reversed(distinct.items())
    ]


def superseded(old: PlannedCheck, brief: str) -> PlannedCheck:
    """A check of an earlier round; it counts no more where the new brief takes away what it asks for."""
    check = old.check.lower()
    named = [name for name in taken_away(brief) if name in check]
    gone = [name for name in named if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", check)]
    if gone:
        reason = f"the new brief takes {', '.join(sorted(gone))} away"
    elif _OLD_TITLE.search(old.check) and any(page_parts.titles(brief)):
        reason = "the new brief sets another title"
    else:
        return old
    return replace(old, kind=Kind.ADVISORY, method=NotRun(reason))


def _files(context: Context) -> Iterator[tuple[str, Method]]:
    may_change = changeable(context.brief, context.attachments)
    for name, content in context.attachments.items():
        if name not in may_change:
            yield f"{name} is kept byte for byte", same_bytes(name, content)
        elif not any(map(_CONVERTS.search, _sentences(context.brief, name))):
            yield f"{name} is there, changed as asked", changed_bytes(name, content)
    for match in _CONVERTED.finditer(context.brief):
        data = context.attachments.get(match["workbook"], b"")
        if data and match["workbook"].endswith(".xlsx") and match["file"].endswith(".csv"):
            yield (
                f"{match['file']} has the rows of {match['workbook']}",
                same_rows(match["file"], match["workbook"], data),
            )
    wanted = {*wanted_files(context.brief)} - {*context.attachments}
    found = list(mentions(context.brief))
    for number, mention in enumerate(found):
        near = context.brief[max(0, mention.start - _NEAR) : mention.end + _NEAR]
        if mention.state == "refused" and _UNCOMMITTED.search(near):
            yield f"{mention.name} is not committed", file_absent(mention.name)
        if mention.name in wanted:
            yield f"{mention.name} is there", file_exists(mention.name)
            following = found[number + 1].start if number + 1 < len(found) else len(context.brief)
            yield from _contents(mention, context.brief[mention.end : following][:LONGEST_PART])


def _sentences(brief: str, name: str) -> list[str]:
    """The sentences and lines that name a file; the whole brief if none does."""
    parts = re.split(r"\n|(?<=[.;!?])\s", brief)
    return [part for part in parts if name.lower() in part.lower()] or [brief]


def _computed(context: Context) -> Iterator[tuple[str, Method]]:
    """Where something is to be computed from an attachment with numbers, the page must follow its numbers."""
    for name, content in context.attachments.items():
        data = (
            name in context.brief and name.endswith((".csv", ".json", ".tsv")) and re.search(rb"\d", content)
        )
        if data and _COMPUTES.search(context.brief):
            yield f"what is shown follows from {name}", page.follows_data(name, content)


def _contents(mention: Mention, text: str) -> Iterator[tuple[str, Method]]:
    """What a brief says after a file's name: the shape of its JSON, or how many words it has."""
    if mention.name.endswith(".json") and (facts := example_facts(text)):
        keys = ", ".join(fact.path for fact in facts)
        yield f"{mention.name} has the keys {keys}", json_facts(mention.name, facts)
    if mention.name.endswith((".md", ".txt")) and (bounds := word_bounds(text[:300])):
        yield f"{mention.name} has the stated number of words", count_between(mention.name, "word", *bounds)


def _page(brief: str) -> Iterator[tuple[str, Method]]:
    for title, exact in page_parts.titles(brief):
        yield f"the title {'is' if exact else 'contains'} {title}", page.title_check(title, exact)
    for named in page_parts.ids(brief):
        shown = f"{named.tag}#{named.id}" if named.tag else f"#{named.id}"
        yield f"{shown} is there", page.element_made(named.id, named.tag)
    for parameter in page_parts.parameters(brief):
        yield f"?{parameter}= is read", page.reads_parameter(parameter)
    for library, cdn in page_parts.libraries(brief):
        yield f"{library} is loaded", page.libraries_loaded([library], cdn)
    for file in page_parts.fetched_files(brief):
        yield f"{file} is fetched", page.file_fetched(file)
