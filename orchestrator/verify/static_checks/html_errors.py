"""Reads HTML as browsers do, for what betrays a truncated or garbled file."""

import re

TELLING = {
    "adoption-agency-1.3": "formatting elements overlap",
    "end-tag-too-early": "an element is closed before what is inside it",
    "end-tag-too-early-named": "an element is closed before what is inside it",
    "eof-in-attribute-name": "the file ends inside a tag",
    "eof-in-attribute-value-double-quote": "the file ends inside a tag",
    "eof-in-attribute-value-no-quotes": "the file ends inside a tag",
    "eof-in-attribute-value-single-quote": "the file ends inside a tag",
    "eof-in-comment": "the file ends inside a comment",
    "eof-in-tag-name": "the file ends inside a tag",
    "expected-attribute-name-but-got-eof": "the file ends inside a tag",
    "expected-attribute-value-but-got-eof": "the file ends inside a tag",
    "expected-closing-tag-but-got-eof": "the file ends before an element is closed",
    "expected-doctype-but-got-chars": "text stands before the document",
    "expected-eof-but-got-char": "text stands after the document",
    "expected-eof-but-got-start-tag": "elements stand after the document",
    "expected-named-closing-tag-but-got-eof": "the file ends before an element is closed",
    "expected-tag-name-but-got-eof": "the file ends inside a tag",
    "unexpected-char-after-body": "text stands after the body",
}
"""html5lib's names of the errors that a whole, deliberate file does not have, and what they mean.

Others are left alone: a stray end tag or a bare ampersand harms nobody, and elements younger than html5lib
would be accused of being wrong.
"""

_TEMPLATE = re.compile(r"<template\b[^>]*>.*?</template\s*>", re.IGNORECASE | re.DOTALL)


def parse_problems(text: str) -> list[str]:
    """Sentences for parse errors that betray truncation, stray prose or misnesting, each once."""
    import html5lib

    parser = html5lib.HTMLParser()
    parser.parse(_TEMPLATE.sub(_blank, text))
    told = {TELLING[code]: line for (line, _), code, _ in reversed(parser.errors) if code in TELLING}
    return [f"line {line}: {sentence}" for sentence, line in sorted(told.items(), key=lambda pair: pair[1])]


def _blank(template: re.Match[str]) -> str:
    """Templates may hold rows without a table, which html5lib does not know; their lines still count."""
    return "\n" * template[0].count("\n")
