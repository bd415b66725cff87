"""What a rule is, what it knows besides its sentence, and the patterns that rules share."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from orchestrator.records.site import Site
from orchestrator.verify.demands.file_names import FILE_NAME
from orchestrator.verify.page.scripts import call
from orchestrator.verify.plan.check_types import POLL_SECONDS, Method, PageScript


@dataclass(frozen=True)
class Context:
    """The surroundings of one check."""

    brief: str
    round: int
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    base: Site | None = None
    checks: tuple[str, ...] = ()
    """All checks of the request, which its README may repeat."""


@dataclass(frozen=True)
class Rule:
    """A pattern that matches a whole sentence, and how such a sentence is judged.

    A pattern must not match a sentence that asks for more than its method looks at.
    """

    pattern: str
    method: Callable[[re.Match[str], Context], Method | None]
    """None means that another rule may try."""
    examples: str
    """Sentences that this rule judges, one a line; after `not:` one that no rule may judge."""
    negative: bool = False
    """Whether the rule understands a sentence that says `not`."""


class Part(NamedTuple):
    """A pattern for a part of a sentence, and what its match means to a rule."""

    pattern: str
    read: Callable[..., Any]


HAS = r"(?:has|have|contains?|includes?|uses?|shows?|is present|are present|is there|exists?)"
REPO = r"(?:the )?(?:repo(?:sitory)?|project)"
PAGE = r"(?:the )?(?:web ?page|page|site|website|layout|design|app|application|ui|index\.html)"
AT_ROOT = (
    r"(?: (?:in|at|to|under|is|the|repo(?:sitory)?|project|root|top|level|folder|directory|of|file|"
    r"files|correctly|there|present|committed|included|non-empty)){0,10}"
)
TAIL = r"(?: (?:in|at|on|of|from|to|for|is|are|present|the|an?|its|page|site|dom|html|body)){0,6}"
"""What may follow without asking for anything more."""
QUOTE = '["`]'
"""A quotation mark, after `plain_sentence` has made all others into these."""
QUOTED = '(?:"[^"]{1,200}"|`[^`]{1,200}`)'
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBER = rf"(?:\d{{1,7}}|{'|'.join(DIGITS[1:])})"
FILE = rf"{QUOTE}?(?P<file>{FILE_NAME}){QUOTE}?"
NAMES = rf"{QUOTE}?{FILE_NAME}{QUOTE}?(?:(?:,? and |,? & |, ?|,? or ){QUOTE}?{FILE_NAME}{QUOTE}?){{0,30}}"
FILES = rf"(?P<files>{NAMES})"
ID = r"[A-Za-z][\w-]{0,80}"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A rule's pattern, for sentences in any case."""
    return re.compile(pattern, re.IGNORECASE)


def finding(
    name: str, argument: object, expected: str, *, own_page: bool = False, seconds: float = POLL_SECONDS
) -> PageScript:
    """A script of `page/js/rules`, called with one JSON value."""
    code = call(f"rules/{name}", json.dumps(argument))
    return PageScript(code, expected, seconds, returns_finding=True, own_page=own_page)


def quoted(group: str) -> str:
    """A pattern for words between quotation marks."""
    return rf"{QUOTE}(?P<{group}>[^\"`]{{1,200}}){QUOTE}"


def only(words: str, most: int = 12) -> str:
    """A pattern for any order of these words, and no other."""
    return rf"(?:\b(?:{'|'.join(words.split())})\b ?){{0,{most}}}"


def number_in(text: str) -> int:
    """The number of a NUMBER, in digits or in a word."""
    return int(text) if text.isdecimal() else DIGITS.index(text.lower())
