"""Finds the rule that judges a sentence: all of it, or the sentence is left to the compiler."""

import re

from orchestrator.verify.demands.file_names import FILE_NAME
from orchestrator.verify.demands.page_parts import with_plain_quotes
from orchestrator.verify.files.facts import all_of
from orchestrator.verify.plan.check_types import FileCheck, Method
from orchestrator.verify.rules import (
    contents,
    elements,
    features,
    files,
    json_data,
    licences,
    page,
    readme,
    repository,
    workflows,
)
from orchestrator.verify.rules.rule import QUOTE, QUOTED, Context, Rule, compiled

RULES: tuple[Rule, ...] = (
    *features.BASELINE,
    *licences.RULES,
    *contents.RULES,
    *json_data.RULES,
    *files.RULES,
    *readme.RULES,
    *workflows.RULES,
    *repository.RULES,
    *features.RULES,
    *elements.RULES,
    *page.RULES,
)
LONGEST = 400
"""Characters of a sentence that can be understood whole."""

_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nothing|without|neither|nor|cannot|except|instead of|rather than|other "
    r"than|only|\w{1,9}n['\u2019]t)\b",
    re.IGNORECASE,
)
_MODAL = r"\b(?:must|should|shall|will|needs? to|ha(?:s|ve) to)"
_PLAIN_ENGLISH = (
    (re.compile(rf"{_MODAL} not (?=be )", re.IGNORECASE), "is not "),
    (re.compile(rf"{_MODAL} not ", re.IGNORECASE), "does not "),
    (re.compile(rf"{_MODAL} be ", re.IGNORECASE), "is "),
    (re.compile(rf"{_MODAL} ", re.IGNORECASE), ""),
    (re.compile(r"\bis not be ", re.IGNORECASE), "is not "),
    (re.compile(r"\b(doe|i|a)(s|re)n['\u2019]t\b", re.IGNORECASE), r"\1\2 not"),
)
"""Obligations and contractions → the statement that must be true."""
_SUBJECT = re.compile(rf"(?P<subject>{QUOTE}?(?:{FILE_NAME}|README){QUOTE}?) (?:file )?", re.IGNORECASE)
_PARTS = re.compile(
    r"(?:,? and |; ?|, )(?=(?:is|are|has|have|contains?|includes?|does|mentions?|exists?|describes?|"
    r"explains?|matches|links?)\b)",
    re.IGNORECASE,
)


def find_method(text: str, context: Context) -> Method | None:
    """How the rules judge a sentence; None if no rule, or no row of rules about files, covers it."""
    sentence = plain_sentence(text) if len(text) <= LONGEST * 2 else ""
    if not sentence or len(sentence) > LONGEST:
        return None
    return _by_one(sentence, context) or _by_parts(sentence, context)


def plain_sentence(text: str) -> str:
    """One line without its full stop, where `must not be` has become `is not`, and 'quotes' are "quotes"."""
    sentence = with_plain_quotes(" ".join(text.split()).rstrip(".").strip())
    for pattern, plain in _PLAIN_ENGLISH:
        sentence = pattern.sub(plain, sentence)
    return sentence


def _by_one(sentence: str, context: Context) -> Method | None:
    negated = _NEGATED.search(re.sub(QUOTED, "", sentence))
    for rule in RULES:
        if negated and not rule.negative:
            continue
        match = compiled(rule.pattern).fullmatch(sentence)
        if match and (method := rule.method(match, context)):
            return method
    return None


def _by_parts(sentence: str, context: Context) -> Method | None:
    """`a.txt exists and has 300 words`: several statements about one file, each judged by a rule."""
    subject = _SUBJECT.match(sentence)
    parts = _PARTS.split(sentence)
    if not subject or not 2 <= len(parts) <= 6:
        return None
    methods = [_by_one(part if not n else f"{subject[0]}{part}", context) for n, part in enumerate(parts)]
    checks = [method for method in methods if isinstance(method, FileCheck)]
    return all_of(checks) if len(checks) == len(parts) else None
