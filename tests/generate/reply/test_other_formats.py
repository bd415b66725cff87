"""Replies that ignore the format: read where they leave no doubt, refused where they do."""

import json

import pytest

from orchestrator.generate.reply.format import read_reply
from orchestrator.generate.reply.other_formats import in_format
from tests.generate.replies import HTML, pair

PAGE = {"index.html": HTML}
BOTH = PAGE | {"js/app.js": "let a = 1;\n"}


@pytest.mark.parametrize(
    ("reply", "files"),
    [
        (f"Here it is:\n\n```html\n{HTML}</html>\n```\n\nEnjoy!", {"index.html": f"{HTML}</html>\n"}),
        (f"{HTML}</html>", {"index.html": f"{HTML}</html>\n"}),
        (f"<think>\nSo.\n</think>\nSure.\n{HTML}</html>\nDone.", {"index.html": f"{HTML}</html>\n"}),
        (f"**index.html**\n```html\n{HTML}```\n\n### `js/app.js`:\n\n```js\nlet a = 1;\n```", BOTH),
        (f"```html index.html\n{HTML}```\n```js:js/app.js\nlet a = 1;\n```", BOTH),
        (f'```index.html\n{HTML}```\n~~~js title="js/app.js"\nlet a = 1;\n~~~', BOTH),
        ("```js\n// js/app.js\nlet a = 1;\n```", {"js/app.js": "// js/app.js\nlet a = 1;\n"}),
        (f"1. File: index.html (the page)\n```\n{HTML}```\nRun it:\n```bash\nopen index.html\n```", PAGE),
        ("````md notes.md\n```js\nx\n```\n````", {"notes.md": "```js\nx\n```\n"}),
        (json.dumps({"files": BOTH}), BOTH),
        (f"```json\n{json.dumps(BOTH)}\n```", BOTH),
        (json.dumps({"files": [{"path": path, "content": text} for path, text in BOTH.items()]}), BOTH),
    ],
)
def test_files_that_are_named_or_whole_pages_are_taken(reply: str, files: dict[str, str]) -> None:
    parsed = read_reply(in_format(reply))
    assert (parsed.files, parsed.complete) == (files, True)


def test_edits_in_a_named_fence_are_taken() -> None:
    parsed = read_reply(in_format(f"app.js\n```js\n{pair('x', 'y')}```\n"))
    assert [(edit.search, edit.replace) for edit in parsed.edits["app.js"]] == [("x", "y")]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I cannot do that.",
        "```js\nlet a = 1;\n```",
        "```html\n<p>A part</p>\n```",
        f"**index.html**\n```html\n{HTML}",
        f"**index.html**\n```html\n{HTML}```\n**app.js**\n```js\nlet a",
        "Then open index.html in a browser:\n```bash\nopen index.html\n```",
        '{"error": "no"}',
        '{"files": [1, {"path": "a.js"}]}',
        '{"checks": []}',
    ],
)
def test_what_leaves_a_doubt_is_not_taken(reply: str) -> None:
    assert in_format(reply) == ""


@pytest.mark.parametrize(
    "piece", ["1.", "# a.b/", "```a.b\n", "<!doctype html\n", "`", "{", "[", "</html>\n<html>\n"]
)
def test_the_time_for_a_hostile_reply_grows_with_its_length(piece: str) -> None:
    in_format(piece * 100_000)


def test_a_hostile_name_is_refused_like_in_the_format() -> None:
    parsed = read_reply(in_format(json.dumps({"../../up.html": HTML})))
    assert (parsed.files, len(parsed.problems)) == ({}, 1)
