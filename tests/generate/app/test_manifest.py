from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.generate.app.links import missing_files, parse_page
from orchestrator.generate.app.manifest import missing_from, named_files
from orchestrator.records.site import Site
from orchestrator.task.event import read_task
from tests.generate.conftest import request


def named(brief: str, *checks: Any) -> tuple[str, ...]:  # noqa: ANN401 - a string or an object
    return named_files(read_task(request(brief, checks=list(checks))))


@pytest.mark.parametrize(
    ("brief", "files"),
    [
        ("Show data.csv in a table.", ("data.csv",)),
        ("Write a.txt, b.json and sub/c.svg.", ("a.txt", "b.json", "sub/c.svg")),
        ("Add .github/workflows/ci.yml that runs execute.py.", (".github/workflows/ci.yml", "execute.py")),
        ("Use marked, highlight.js, Chart.js and three.js.", ()),
        ("Load https://cdn.example/x/app.js and https://x.org/data.csv", ()),
        ("Run it > result.json, but do not commit result.json.", ()),
        ("Round 1.5 e.g. this, i.e. that, v2.0.", ()),
        ("Show `uid.txt` exactly. uid.txt again.", ("uid.txt",)),
        ("No frameworks, just index.html and app.js.", ("index.html", "app.js")),
        ("Without a backend, using index.html; do not add style.css.", ("index.html",)),
        ("The user uploads a data.csv file; a button saves the table as out.csv.", ()),
        ("Write results.json, and let people download results.json.", ("results.json",)),
        ("The default file name is untitled.txt.", ()),
        ("Replace style.css with main.css and delete old.js.", ("main.css",)),
        ("style.css is not needed, app.js isn't required.", ()),
        ("Put ./css/a.css beside the page.", ("css/a.css",)),
        ("Index.html is the page, readme.md tells about it.", ("index.html", "README.md")),
    ],
)
def test_the_files_that_a_brief_names(brief: str, files: tuple[str, ...]) -> None:
    assert named(brief) == files


def test_checks_name_files_too_but_not_by_a_librarys_address() -> None:
    checks = [
        {"js": "!!document.querySelector(\"script[src*='highlight.min.js']\")"},
        {"js": "document.querySelector('a[download]').download === 'export.csv'"},
        {"js": "document.querySelector('#dl').getAttribute('download') == \"notes.txt\""},
        "summary.json is valid JSON",
    ]
    assert named("Make it.", *checks) == ("summary.json",)


@pytest.mark.parametrize(
    ("path", "text", "missing"),
    [
        ("index.html", '<script src="app.js"></script>', {"app.js"}),
        ("index.html", '<link href="./css/a.css?v=2#x">', {"css/a.css"}),
        ("index.html", '<img src="a%20b.svg" srcset="s.svg 1x, t.svg 2x">', {"a b.svg", "s.svg", "t.svg"}),
        ("index.html", "<script>fetch('data.json')</script>", {"data.json"}),
        ("index.html", "<style>p { background: url(bg.svg) }</style>", {"bg.svg"}),
        ("index.html", '<a href="about">', {"about"}),
        ("index.html", '<a href="docs/">', {"docs/index.html"}),
        ("css/a.css", '@import "b.css"; p { src: url("../f.svg") }', {"css/b.css", "f.svg"}),
        ("js/a.js", 'import x from "./y.js"; import d from "d3"; fetch("data.csv")', {"js/y.js", "data.csv"}),
        ("index.html", '<a href="#x"><a href="/abs"><a href="https://x.org/a.js">', set()),
        ("index.html", '<a href="mailto:x"><a href="../up"><a href="">', set()),
        ("index.html", '<img src="data:image/png;base64,AAAA"><script src="//cdn.x/a.js"></script>', set()),
        ("index.html", "<script>fetch(`${base}/x.json`)</script>", set()),
        ("index.html", '<a href="http://[bad">', set()),
        ("index.html", '<img srcset="data:image/png;base64,AA,BB 1x, t.svg 2x">', {"t.svg"}),
        ("index.html", '<video poster="p.svg"></video><svg><use href="i.svg#a"/></svg>', {"p.svg", "i.svg"}),
        ("index.html", '<script>fetch("data/" + name + ".json")</script>', set()),
        ("js/a.js", '// fetch("old.json")\nnavigator.serviceWorker.register("sw.js")', {"sw.js"}),
        ("notes.txt", '<script src="app.js"></script>', set()),
    ],
)  # fmt: skip
def test_local_links_that_lead_nowhere(path: str, text: str, missing: set[str]) -> None:
    assert set(missing_files(Site({path: text.encode()}))) == missing


def test_links_that_lead_somewhere_are_not_missing() -> None:
    page = b'<a href="about"><a href="docs/"><script src="a.js"></script>'
    site = Site({"index.html": page, "about.html": b"", "docs/index.html": b"", "a.js": b""})
    assert missing_files(site) == {}


def test_what_is_missing_is_told_with_its_reason() -> None:
    site = Site({"page.html": b'<img src="logo.png"><a href="LICENSE"><script src="a.js"></script>'})
    assert missing_from(site, ("facts.json", "data.xlsx", "README.md")) == {
        "facts.json": "the request names it",
        "a.js": "page.html refers to it",
        "index.html": "every app begins with it",
    }


broken = st.lists(
    st.one_of(
        st.text(max_size=10), st.sampled_from(["<![", "<!", "<a href='", "<script>", "url(", "[", "//"])
    )
)


@given(broken.map("".join))
def test_no_page_breaks_the_search_for_links(text: str) -> None:
    data = text.encode("utf-8", "replace")
    site = Site({"index.html": data, "a.css": data, "a.js": data})
    assert missing_files(site).keys().isdisjoint(site)
    parse_page(text)
