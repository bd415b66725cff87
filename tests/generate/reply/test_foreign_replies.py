"""Replies in the formats and with the habits of other systems and models: what must come of each."""

import json

import pytest

from orchestrator.generate.model.conversation import interpret
from orchestrator.generate.reply.edits import apply_edits
from tests.generate.replies import END, pair

PAGE = '<!DOCTYPE html>\n<html lang="en">\n<title>T</title>\n<p>ok</p>\n</html>\n'
ABOUT = PAGE.replace("ok", "about")
GOOD = f'<file path="index.html">\n{PAGE}</file>\n<about>\n<title>T</title>\n</about>\n{END}'
ONE, TWO = {"index.html": PAGE}, {"index.html": PAGE, "about.html": ABOUT}
CSS = "p { color: red }\n"
DIFF = "--- a/a.js\n+++ b/a.js\n@@ -1,3 +1,3 @@\n one();\n-two();\n+TWO();\n three();\n"
NOTES = "# Notes\n\n```bash\nls\n```\n\nlast line\n"


def fenced(text: str, info: str = "html") -> str:
    return f"```{info}\n{text}```\n"


def tagged(text: str, tag: str = "file", path: str = 'path="index.html"', close: str = "</file>") -> str:
    return f"<{tag} {path}>\n{text}{close}\n"


def bolt(text: str, path: str) -> str:
    return tagged(text, "boltAction", f'type="file" filePath="{path}"', "</boltAction>")


@pytest.mark.parametrize(
    ("reply", "files"),
    [
        # file names near a fence
        (
            f"#### File: index.html\n\nA.\n\n{fenced(PAGE)}\n### about.html\n\nA.\n\n{fenced(ABOUT)}",
            TWO,
        ),
        (f"First `index.html`:\n{fenced(PAGE)}Then `about.html`:\n\n{fenced(ABOUT)}", TWO),
        (f"=== index.html ===\n{fenced(PAGE)}", ONE),
        (f"{fenced(PAGE, 'html filename=index.html')}{fenced(CSS, 'css:a.css')}", {**ONE, "a.css": CSS}),
        (
            f"index.html\n{fenced(PAGE)}NOTES.md\n{fenced(NOTES, 'md')}Run:\n```bash\nls\n```\n",
            {**ONE, "NOTES.md": NOTES},
        ),
        (f"{fenced(PAGE)}\nand\n{fenced(ABOUT)}", {}),
        (f"<about>\n<title>T</title>\n</about>\n**index.html**\n{fenced(PAGE)}", ONE),
        # tags of other systems
        (
            f'<boltArtifact>\n{bolt(PAGE, "index.html")}{bolt(ABOUT, "about.html")}</boltArtifact>',
            TWO,
        ),
        (tagged(PAGE, "document", 'name="index.html"', "</document>"), ONE),
        (tagged(PAGE, "create_file", 'file_path="index.html"', "</create_file>"), ONE),
        (f"<index.html>\n{PAGE}</index.html>", ONE),
        # opening and closing tags
        (f"Sure! {GOOD}", ONE),
        (f"<|channel|>final<|message|>{GOOD}", ONE),
        (tagged(PAGE, close='</file path="index.html">') + END, ONE),
        (tagged(PAGE, close="</index.html>") + END, ONE),
        (tagged(PAGE, close="</file 1f3a5b7c9d1e2f30>") + END, ONE),
        (tagged(PAGE, close="</file><|im_end|>"), ONE),
        (tagged(CSS, path='path="a.css"', close='</file path="a.css"><|endoftext|>'), {"a.css": CSS}),
        (tagged(PAGE + "</data 1f3a5b7c9d1e2f30>\n") + END, ONE),
        (tagged(CSS + "</data 1f3a5b7c9d1e2f30>\n", path='path="a.css"') + END, {"a.css": CSS}),
        (f'<file path="index.html">\n{PAGE}', ONE),
        # thoughts
        (f'Let me see.\n<file path="draft.html">\nx\n</file>\nThat is my plan.</think>\n{GOOD}', ONE),
        (f'<reasoning>\n<file path="draft.html">\nx\n</file>\n</reasoning>\n{GOOD}', ONE),
        (f'So: <thinking>\n<file path="draft.html">\nx\n</file>\n</thinking>{GOOD}', ONE),
        (f"<think>\nI close with </think> here.\n</think>\n{GOOD}", ONE),
        # what stands around the text of a file
        (tagged(f"Here it is:\n{fenced(PAGE)}That is all.\n") + END, ONE),
        (tagged(PAGE.replace("<", "&lt;").replace(">", "&gt;")) + END, ONE),
        (tagged(f"<content>\n{PAGE}</content>\n") + END, ONE),
        (tagged(f"<code>\n{CSS}</code>\n", path='path="a.css"') + END, {"a.css": CSS}),
        (tagged("if (a &lt; b) f();\n", path='path="a.js"') + END, {"a.js": "if (a < b) f();\n"}),
        # JSON
        (json.dumps({"files": ONE}).replace("\\n", "\n"), ONE),
        (f"Here:\n{json.dumps({'files': ONE, 'explanation': 'x'})}\nDone.", ONE),
        (f"```json\n{json.dumps([{'path': 'index.html', 'content': PAGE}])}\n```", ONE),
        (json.dumps({"index.html": PAGE, "notes": "none"}), ONE),
        # quotes of other kinds
        (tagged(PAGE, path="path=\u201cindex.html\u201d") + END, ONE),
        (tagged(PAGE, path="path=\u2018index.html\u2019") + END, ONE),
        (tagged(PAGE, path="path=`index.html`") + END, ONE),
        (tagged(PAGE, path="path=&quot;index.html&quot;") + END, ONE),
        # no tags at all
        (f"Here is your page.\n{PAGE}\nEnjoy!", ONE),
        (PAGE + ABOUT, {}),
    ],
)  # fmt: skip
def test_the_files_of_a_reply_are_read_or_asked_for_again(reply: str, files: dict[str, str]) -> None:
    read = interpret(reply, "stop")
    assert read.complete == bool(files)
    assert read.files == files


@pytest.mark.parametrize(
    "reply",
    [
        f'<file path="a.js">\n{DIFF}</file>\n{END}',
        f"```diff\n{DIFF}```\n",
        f'<file path="a.js">\n{pair("two();", "TWO();")}</file>\n{END}',
        f"a.js\n```js\n{pair('two();', 'TWO();')}```\n",
    ],
)
def test_edits_and_diffs_are_applied_wherever_they_stand(reply: str) -> None:
    edits = interpret(reply, "stop").edits["a.js"]
    assert apply_edits("one();\ntwo();\nthree();\n", edits).text == "one();\nTWO();\nthree();\n"


def test_tags_that_a_page_holds_name_no_file() -> None:
    page = PAGE.replace("<p>ok", '<input name="data.csv"><custom-tag path="x.js"></custom-tag><p>ok')
    assert interpret(page, "stop").files == {"index.html": page}
