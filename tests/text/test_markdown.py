"""Text from outside stays text in Markdown, as an independent parser reads it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from orchestrator.text.markdown import code, inline, prose, quote

PARSER = MarkdownIt("commonmark").enable("table")
PIECES = ["`", "``", "\\", "<img src=x>", "</details>", "![a](b)", "[a](javascript:b)", " ", "\n", "x"]
TEXTS = st.text(st.sampled_from("`\\<>![]()|#-=~*: a1\n\timg/\"'&;\u2028"), max_size=60) | st.lists(
    st.sampled_from(PIECES), max_size=12
).map("".join)


def tokens(markdown: str) -> list[Token]:
    found = []
    for token in PARSER.parse(markdown):
        found += [token, *(token.children or [])]
    return found


def types(markdown: str) -> set[str]:
    return {token.type for token in tokens(markdown)}


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("\\`<img src=https://evil.example/x.png>`", "\\`&lt;img src=https://evil.example/x.png>\\`"),
        ("\\\\`<b>`", "\\\\`<b>`"),
        ("use `<table>` and ``a ` b``", "use `<table>` and ``a ` b``"),
        ("`` `<img>`", "\\`\\` `<img>`"),
        ("`a``<img>", "\\`a\\`\\`&lt;img>"),
        ("![x](y) [a](javascript:b) [c](https://d)", "!\\[x]\\(y) [a]\\(javascript:b) [c](https://d)"),
        ("<picture><h2>all passed</h2>", "&lt;picture>&lt;h2>all passed&lt;/h2>"),
        ("- one\n- `a < b`\n  - two", "- one\n- `a < b`\n  - two"),
        ("> # Head", "> \\# Head"),
        ("- 1. ## Head", "- 1. \\## Head"),
        ("* * *", "\\* * *"),
        ("-|:-", "\\-|:-"),
        ("[a]: javascript:x", "\\[a]: javascript:x"),
        ("> quoted, [a](https://x.org)", "> quoted, [a](https://x.org)"),
        ("```js```", "\\`\\`\\`js\\`\\`\\`"),
        ("# no heading\n- a list\n  - in a list", "\\# no heading\n- a list\n  - in a list"),
    ],
)
def test_markup_becomes_plain_text_and_code_spans_stay(text: str, markdown: str) -> None:
    assert prose(text) == markdown


UNWANTED = {"html_inline", "html_block", "image", "heading_open", "fence", "code_block", "table_open", "hr"}


@given(TEXTS)
def test_no_text_changes_the_structure_around_it(text: str) -> None:
    for markdown in (prose(text), quote(text), f"- {inline(text)}"):
        assert not types(markdown) & UNWANTED
        links = [token.attrGet("href") for token in tokens(markdown) if token.type == "link_open"]
        assert all(str(link).lower().startswith(("http://", "https://")) for link in links)
    assert prose(prose(text)) == prose(text)


@given(TEXTS)
def test_any_text_fits_into_a_code_span(text: str) -> None:
    line = " ".join(text.split())
    if line:
        found = tokens(f"a {code(text)} b")
        assert [token.content for token in found if token.type == "code_inline"] == [line]
    else:
        assert code(text) == ""


@pytest.mark.parametrize("unit", ["`", "[](", "![", "<", "# ", "\\", "`a``", "- ", "|"])
def test_time_grows_with_the_length(unit: str) -> None:
    start = time.process_time()
    prose(unit * (100_000 // len(unit)))
    assert time.process_time() - start < 2
