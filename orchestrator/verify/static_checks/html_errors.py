"""Reads HTML as browsers do, for what betrays a truncated or garbled file."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping

from orchestrator.verify.browser_process.child_process import run_limited

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
    "unexpected-doctype": "a second document begins",
    "unexpected-char-after-body": "text stands after the body",
}
"""html5lib's names of the errors that a whole, deliberate file does not have, and what they mean.

Others are left alone: a stray end tag or a bare ampersand harms nobody, and elements younger than html5lib
would be accused of being wrong.
"""

MAX_TAGS = 100_000
MAX_BYTES = 20_000_000
_TEMPLATE_START = re.compile(r"<template\b[^>]*>", re.IGNORECASE)
_TEMPLATE_END = re.compile(r"</template\s*>", re.IGNORECASE)


def html_errors(pages: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield path and sentence for errors that betray truncation, stray text or misnesting.

    html5lib takes minutes for some texts, so it runs in a child with limits: what exceeds them is an error.
    """
    texts = {}
    for path, data in pages.items():
        if len(data) > MAX_BYTES or data.count(b"<") > MAX_TAGS:
            yield path, "it is too large to judge"
        else:
            texts[path] = decoded(data)
    if not texts:
        return
    answer = run_limited("orchestrator.verify.static_checks.html_errors", json.dumps(texts).encode())
    if answer is None:
        yield next(iter(texts)), "it is nested too deeply, or too large, to judge"
    else:
        for path, problems in json.loads(answer).items():
            yield from ((path, problem) for problem in problems)


def decoded(data: bytes) -> str:
    """HTML as text, in the encoding that a byte order mark names, else UTF-8."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if utf16 else "utf-8-sig", "replace")


def parse_problems(text: str) -> list[str]:
    """Sentences for the errors of one text, each once, by line. Without a limit of its own."""
    import html5lib

    parser = html5lib.HTMLParser()
    parser.parse(_without_templates(text))
    found = {TELLING[code]: line for (line, _), code, _ in reversed(parser.errors) if code in TELLING}
    return [f"line {line}: {sentence}" for sentence, line in sorted(found.items(), key=lambda pair: pair[1])]


def _without_templates(text: str) -> str:
    """Templates may hold rows without a table, which html5lib does not know; their lines still count."""
    kept, at = [], 0
    while (start := _TEMPLATE_START.search(text, at)) and (end := _TEMPLATE_END.search(text, start.end())):
        kept += [text[at : start.start()], "\n" * text.count("\n", start.start(), end.end())]
        at = end.end()
    return "".join([*kept, text[at:]])


if __name__ == "__main__":
    import sys

    texts = json.loads(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps({path: parse_problems(text) for path, text in texts.items()}))
