"""Replies as models give them, with what must come of each: whole or cut, sound or broken."""

from dataclasses import dataclass, field

HTML = "<!DOCTYPE html>\n<title>T</title>\n<p>ok</p>\n"
END = "<end-of-reply/>"


def whole(path: str = "index.html", text: str = HTML) -> str:
    return f'<file path="{path}">\n{text}</file>\n'


def pair(search: str, replace: str) -> str:
    return f"<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n"


@dataclass(frozen=True)
class Case:
    """A reply and its outcome; `problems` are pieces of the sentences, in their order."""

    name: str
    reply: str
    files: dict[str, str] = field(default_factory=dict)
    edits: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    complete: bool = True
    open: str = ""
    problems: tuple[str, ...] = ()


PAGE = {"index.html": HTML}

CLEAN = [
    Case("one file", whole() + END, PAGE),
    Case("two files", whole() + whole("app.js", "let a = 1;\n") + END, PAGE | {"app.js": "let a = 1;\n"}),
    Case("a file in a folder", whole("css/a.css", "a{}\n") + END, {"css/a.css": "a{}\n"}),
    Case("an empty file", whole("empty.txt", "") + END, {"empty.txt": ""}),
    Case("only blank lines", whole("b.txt", "\n\n") + END, {"b.txt": "\n\n"}),
    Case("no line feed at the end", '<file path="a.txt">\nabc</file>\n' + END, {"a.txt": "abc"}),
    Case("all on one line", f'<file path="a.txt">abc</file>\n{END}', {"a.txt": "abc"}),
    Case("an end mark", '<file path="a.md" end="q1">\n</file>\n</file q1>\n' + END, {"a.md": "</file>\n"}),
    Case("a deletion", f'<delete path="old.js"/>\n{END}', removed=frozenset({"old.js"})),
    Case("a deletion without slash", f'<delete path="old.js">\n{END}', removed=frozenset({"old.js"})),
    Case("an edit", f'<edit path="a.js">\n{pair("x", "y")}</edit>\n{END}', edits={"a.js": [("x", "y")]}),
    Case(
        "two edits in one block",
        f'<edit path="a.js">\n{pair("x", "y")}{pair("p", "q")}</edit>\n{END}',
        edits={"a.js": [("x", "y"), ("p", "q")]},
    ),
    Case(
        "two blocks for one file",
        f'<edit path="a.js">\n{pair("x", "y")}</edit>\n<edit path="a.js">\n{pair("p", "q")}</edit>\n{END}',
        edits={"a.js": [("x", "y"), ("p", "q")]},
    ),
    Case(
        "an edit that deletes",
        f'<edit path="a.js">\n<<<<<<< SEARCH\nx\n=======\n>>>>>>> REPLACE\n</edit>\n{END}',
        edits={"a.js": [("x", "")]},
    ),
    Case(
        "the same file twice: the last counts",
        whole("a.txt", "1\n") + whole("a.txt", "2\n") + END,
        {"a.txt": "2\n"},
    ),
    Case("Unicode", whole("ü/日本.txt", "žluťoučký 🦊\n") + END, {"ü/日本.txt": "žluťoučký 🦊\n"}),
    Case(
        "entities stay",
        whole("a.html", "&lt;p&gt; &amp;amp; &#x27;\n") + END,
        {"a.html": "&lt;p&gt; &amp;amp; &#x27;\n"},
    ),
    Case("jinja stays text", whole("a.txt", "{{ 7*7 }}{% raw %}\n") + END, {"a.txt": "{{ 7*7 }}{% raw %}\n"}),
]

TOLERATED = [
    Case("prose around", f"Sure! Here it is:\n\n{whole()}\nEnjoy.\n{END}\nAnything else?", PAGE),
    Case("a fence around everything", f"```xml\n{whole()}{END}\n```", PAGE),
    Case("a fence inside the file", f'<file path="index.html">\n```html\n{HTML}```\n</file>\n{END}', PAGE),
    Case(
        "a fence without language",
        f'<file path="a.css">\n```\na{{}}\n```\n</file>\n{END}',
        {"a.css": "a{}\n"},
    ),
    Case(
        "blank lines around the fence",
        f'<file path="a.css">\n\n```css\na{{}}\n```\n\n</file>\n{END}',
        {"a.css": "a{}\n"},
    ),
    Case(
        "a fence in Markdown belongs to it",
        whole("a.md", "```js\nx\n```\n") + END,
        {"a.md": "```js\nx\n```\n"},
    ),
    Case("a fence that is only opened stays", whole("a.js", "```js\nx\n") + END, {"a.js": "```js\nx\n"}),
    Case("CRLF", (whole() + END).replace("\n", "\r\n"), PAGE),
    Case("a byte order mark", "\ufeff" + whole() + END, PAGE),
    Case("a byte order mark in a file", whole("index.html", "\ufeff" + HTML) + END, PAGE),
    Case("capital tags", whole().replace("<file", "<FILE").replace("</file>", "</File>") + END.upper(), PAGE),
    Case("single quotes", whole().replace('"index.html"', "'index.html'") + END, PAGE),
    Case("no quotes", whole().replace('"index.html"', "index.html") + END, PAGE),
    Case("spaces in the tag", whole().replace('path="', 'path = "') + END, PAGE),
    Case("other attributes", whole().replace("<file ", '<file type="html" ') + END, PAGE),
    Case("a tag without its bracket", whole().replace('html">', 'html"') + END, PAGE),
    Case("indented tags", "  " + whole() + "  " + END, PAGE),
    Case(
        "the closing tag at a line's end",
        whole().replace("\n</file>", "</file>") + END,
        {"index.html": HTML.rstrip("\n")},
    ),
    Case(
        "the closing tag is missing before the next file",
        f'<file path="a.txt">\n1\n{whole()}{END}',
        {"a.txt": "1\n"} | PAGE,
    ),
    Case(
        "the closing tag is missing before the sentinel", f'<file path="a.txt">\n1\n{END}', {"a.txt": "1\n"}
    ),
    Case("a sentinel without slash", whole() + "<end-of-reply>", PAGE),
    Case("a sentinel in back ticks", whole() + f"`{END}`", PAGE),
    Case("a dot and slash before the name", whole("./index.html") + END, PAGE),
    Case("thoughts first", f'<think>\n<file path="wrong.html">\n</think>\n{whole()}{END}', PAGE),
    Case("text after the sentinel is ignored", whole() + END + "\n" + whole("b.txt"), PAGE),
    Case(
        "longer edit marks",
        f'<edit path="a.js">\n{pair("x", "y").replace("<" * 7, "<" * 9)}</edit>\n{END}',
        edits={"a.js": [("x", "y")]},
    ),
]

UNCLOSED = "<<<<<<< SEARCH\nx\n=======\ny\n"
MERGE = pair("x", "y").replace("SEARCH", "HEAD").replace("REPLACE", "new/it")
LIST = "<files>\n<file>a</file>\n<file>b</file>\n</files>\n"

MODELS = [
    Case("thoughts without their opening tag", f"{whole('wrong.html')}so\n</think>\n\n{whole()}{END}", PAGE),
    Case("thoughts under another name", f"<thinking>\n{END}\n</thinking>\n{whole()}{END}", PAGE),
    Case(
        "a draft of the format before the answer",
        f"Format:\n{whole(text='…')}{END}\nNow:\n{whole()}{END}",
        PAGE,
    ),
    Case(
        "a sentinel after every file",
        whole() + END + "\n" + whole("b.txt", "b\n") + END,
        PAGE | {"b.txt": "b\n"},
    ),
    Case("a sentinel on the line of a closing tag", whole().rstrip() + END, PAGE),
    Case("files on one line after another", whole().rstrip() + whole("b.txt") + END, PAGE | {"b.txt": HTML}),
    Case("the format's own tags as text", whole("list.xml", LIST) + END, {"list.xml": LIST}),
    Case(
        "a closing tag as text",
        whole("a.md", "one\n</file>\ntwo\n") + END,
        {"a.md": "one\n</file>\ntwo\n"},
    ),
    Case("a sentinel as text", whole("a.md", f"{END}\ntwo\n") + END, {"a.md": f"{END}\ntwo\n"}),
    Case("a character data section", f'<file path="index.html"><![CDATA[\n{HTML}]]></file>\n{END}', PAGE),
    Case("a space in a closing tag", whole().replace("</file>", "</file >") + END, PAGE),
    Case(
        "indented edit marks",
        f'<edit path="a.js">\n{pair("x", "y").replace("=======", "  =======")}</edit>\n{END}',
        edits={"a.js": [("x", "y")]},
    ),
    Case("two closing tags", whole() + "</file>\n" + END, PAGE),
    Case(
        "the closing tag is missing before the README part",
        f'<file path="index.html">\n{HTML}<about>\n<title>T</title>\n</about>\n{END}',
        PAGE,
    ),
    Case("a README part without its closing tag", whole() + f"<about>\n<title>T</title>\n{END}", PAGE),
    Case("a deletion, then the file anew", f'<delete path="index.html"/>\n{whole()}{END}', PAGE),
    Case(
        "an edit, then the file whole",
        f'<edit path="index.html">\n{pair("x", "y")}</edit>\n{whole()}{END}',
        PAGE,
    ),
    Case("a name in place of a path", whole().replace("path=", "name=") + END, PAGE),
    Case(
        "edits in the tag of a file",
        f'<file path="a.js">\n```js\n{pair("x", "y")}```\n</file>\n{END}',
        edits={"a.js": [("x", "y")]},
    ),
    Case(
        "an edit that is only closed by the next",
        f'<edit path="a.js">\n{UNCLOSED}{pair("p", "q")}</edit>\n{END}',
        edits={"a.js": [("x", "y"), ("p", "q")]},
    ),
    Case(
        "marks of a merge conflict",
        f'<edit path="a.js">\n{MERGE}</edit>\n{END}',
        edits={"a.js": [("x", "y")]},
    ),
    Case(
        "an edit with two dividers",
        f'<edit path="a.md">\n<<<<<<< SEARCH\nA\n=======\nB\n=======\nC\n>>>>>>> REPLACE\n</edit>\n{END}',
        edits={"a.md": []},
        problems=("a.md: one of its edits holds more than one line of =======",),
    ),
    Case(
        "the file whole, then a deletion",
        f'{whole("a.txt")}<delete path="a.txt"/>\n{END}',
        removed=frozenset({"a.txt"}),
    ),
]
"""What real models do with the format."""

CUT = [
    Case("nothing at all", "", complete=False),
    Case("only prose", "I am sorry, but I cannot do that.", complete=False),
    Case("before the sentinel", whole(), PAGE, complete=False),
    Case("in the sentinel", whole() + "<end-of-", PAGE, complete=False),
    Case(
        "in a file",
        whole() + '<file path="app.js">\nlet a',
        PAGE,
        complete=False,
        open="app.js",
        problems=("app.js: cut off",),
    ),
    Case(
        "in an opening tag",
        whole() + "<file pa",
        PAGE,
        complete=False,
        open="file",
        problems=("file: cut off",),
    ),
    Case(
        "in a closing tag",
        '<file path="a.txt">\n1\n</fil',
        complete=False,
        open="a.txt",
        problems=("a.txt: cut off",),
    ),
    Case(
        "in a search text",
        '<edit path="a.js">\n<<<<<<< SEARCH\nx',
        complete=False,
        open="a.js",
        problems=("a.js: cut off",),
    ),
    Case(
        "in a replacement",
        '<edit path="a.js">\n<<<<<<< SEARCH\nx\n=======\ny',
        complete=False,
        open="a.js",
        problems=("a.js: cut off",),
    ),
    Case(
        "in the README part",
        whole() + "<about>\n<title>T",
        PAGE,
        complete=False,
        open="about",
        problems=("about: cut off",),
    ),
    Case(
        "in a file that holds a sentinel",
        f'<file path="a.md">\n{END}\ntwo',
        complete=False,
        open="a.md",
        problems=("a.md: cut off",),
    ),
    Case("in thoughts", "<think>\nlet me see", complete=False),
    Case(
        "in a file with an end mark",
        '<file path="a.md" end="q1">\n</file>\n' + END,
        complete=False,
        open="a.md",
        problems=("a.md: cut off",),
    ),
]

BROKEN = [
    Case("no path", f"<file>\nx\n</file>\n{END}", problems=("a safe relative path, not ''",)),
    Case("an empty path", whole("") + END, problems=("a safe relative path, not ''",)),
    Case(
        "an edit without an end",
        f'<edit path="a.js">\n<<<<<<< SEARCH\nx\n=======\ny\n</edit>\n{END}',
        edits={"a.js": []},
        problems=("a.js: its last edit is not closed",),
    ),
    Case(
        "an edit without marks",
        f'<edit path="a.js">\nx\n</edit>\n{END}',
        edits={"a.js": []},
        problems=("a.js: it holds no pair",),
    ),
    Case("a closing tag alone", f"</file>\n{whole()}{END}", PAGE),
    *[
        Case(
            f"a hostile path: {path[:30]!r}",
            whole(path) + whole() + END,
            PAGE,
            problems=("a safe relative path",),
        )
        for path in (
            "../up.html",
            "a/../../up",
            "/etc/passwd",
            "C:/x.txt",
            "a\\b.txt",
            "nul",
            "con.txt",
            ".git/config",
            "a/.git/hooks/x",
            "a//b",
            "a/",
            "x\u202etxt.exe",
            "a\u200bb",
            "what?.html",
            "x" * 130 + ".html",
            "a./b",
            "a /b",
            "e\u0301.txt",
            "-" * 241,
        )
    ],
    Case(
        "a hostile deletion",
        f'<delete path="../../etc/passwd"/>\n{whole()}{END}',
        PAGE,
        problems=("a safe relative path",),
    ),
]

HUGE = [
    Case(
        "a file of a hundred thousand lines",
        whole("a.txt", "x\n" * 100_000) + END,
        {"a.txt": "x\n" * 100_000},
    ),
    Case(
        "a line of four million characters",
        whole("a.txt", "x" * 4_000_000 + "\n") + END,
        {"a.txt": "x" * 4_000_000 + "\n"},
    ),
    Case("a hundred thousand opening brackets", "<" * 100_000 + whole() + END, PAGE),
]

ALL = [*CLEAN, *TOLERATED, *MODELS, *CUT, *BROKEN, *HUGE]
