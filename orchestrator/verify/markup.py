"""Reads HTML: what betrays a truncated or garbled file, and the links and ids in it."""

TELLING = frozenset(
    {
        "eof-in-attribute-name",
        "eof-in-attribute-value-double-quote",
        "eof-in-attribute-value-no-quotes",
        "eof-in-attribute-value-single-quote",
        "eof-in-comment",
        "eof-in-script-in-script",
        "eof-in-tag-name",
        "expected-closing-tag-but-got-eof",
        "expected-named-closing-tag-but-got-eof",
        "unexpected-EOF-in-text-mode",
        "unexpected-char-after-body",
        "unexpected-end-tag-after-body",
        "expected-eof-but-got-char",
        "unexpected-implied-end-tag",
        "unexpected-cell-in-table-body",
        "unexpected-char-implies-table-voodoo",
        "expected-doctype-but-got-chars",
    }
)
"""html5lib's names of the errors that a whole, deliberate file does not have."""


def parse_problems(text: str) -> list[str]:
    """Sentences for parse errors that betray truncation, stray prose or misnesting; other errors are ignored."""
    import html5lib

    parser = html5lib.HTMLParser()
    parser.parse(text)
    return [f"line {position[0]}: {code}" for position, code, _ in parser.errors if code in TELLING]
