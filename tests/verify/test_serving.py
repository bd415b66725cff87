"""The local server answers as Pages does, the fence lets the right addresses through."""

import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from orchestrator.verify.browser_process.chromium import Chromium, find_chromium
from orchestrator.verify.browser_process.network_policy import allowed, is_site_fault, mirrored
from orchestrator.verify.browser_process.static_server import PagesServer, Reply, answer, content_type, served
from orchestrator.verify.page.page_inspection import further_pages

FILES = {"index.html": b"home", "about.html": b"about", "docs/index.html": b"docs", "a b.csv": b"x"}
OWN = "http://127.0.0.1:8000"
CACHE = ".cache/ms-playwright/chromium-1200/chrome-linux"


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        ("/app/", 200, b"home"),
        ("/app/?tab=2", 200, b"home"),
        ("/app/about", 200, b"about"),
        ("/app/docs/", 200, b"docs"),
        ("/app/a%20b.csv", 200, b"x"),
        ("/app/Index.html", 404, None),
        ("/app/../index.html", 404, None),
        ("/index.html", 404, None),
        ("/app/docs", 301, b""),
        ("/app", 301, b""),
    ],
)
def test_pages_answers(target: str, status: int, body: bytes | None) -> None:
    reply = answer(FILES, "/app/", target)
    assert reply.status == status
    assert body is None or reply.body == body


def test_a_page_of_its_own_for_what_is_not_there() -> None:
    assert answer({**FILES, "404.html": b"lost"}, "/app/", "/app/x") == Reply(404, b"lost")


def test_dot_files_are_not_served() -> None:
    assert served({".env": b"", ".github/a": b"", "d/.x": b"", "d/y": b""}) == {"d/y": b""}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.js", "application/javascript; charset=utf-8"),
        ("a.CSV", "text/csv; charset=utf-8"),
        ("a", "application/octet-stream"),
    ],
)
def test_content_types(path: str, expected: str) -> None:
    assert content_type(path) == expected


def test_as_a_proxy_the_server_refuses() -> None:
    with PagesServer() as server:
        server.show(FILES, "/app/")
        proxy = urllib.request.build_opener(urllib.request.ProxyHandler({"http": server.origin}))
        with pytest.raises(HTTPError) as refused:
            proxy.open("http://outside.example/")
        with urllib.request.urlopen(f"{server.origin}/app/") as home:
            assert home.read() == b"home"
    with refused.value as error:
        assert error.code == 403


@pytest.mark.parametrize(
    ("url", "through"),
    [
        (f"{OWN}/app/x.js", True),
        ("https://cdn.jsdelivr.net/npm/x", True),
        ("https://tides.example/api", True),
        ("https://api.open-meteo.com/v1/forecast?latitude=1", True),
        ("data:text/plain,x", True),
        ("http://127.0.0.1:8001/app/", False),
        (f"{OWN}.evil.example/", False),
        ("https://cdn.jsdelivr.net.evil.example/x", False),
        ("https://evil.example/?https://unpkg.com/", False),
        ("https://unpkg.com:8443/x", False),
        ("ws://tides.example/", False),
        ("file:///etc/passwd", False),
    ],
)
def test_the_fence(url: str, through: bool) -> None:
    assert allowed(url, OWN, ["tides.example"]) is through


@pytest.mark.parametrize(
    ("url", "status", "fault"),
    [
        (f"{OWN}/app/x.js", 500, True),
        ("https://cdn.jsdelivr.net/npm/invented@9/x.js", 404, True),
        ("https://cdn.jsdelivr.net/npm/chart.js", 503, False),
        ("https://tides.example/api", 404, False),
    ],
)
def test_an_address_that_no_cdn_has_speaks_against_the_site(url: str, status: int, fault: bool) -> None:
    assert is_site_fault(url, status, OWN) is fault


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    for name, text in {
        "marked/package.json": '{"jsdelivr": "lib/marked.umd.js"}',
        "marked/lib/marked.umd.js": "umd",
        "bootstrap/dist/css/bootstrap.min.css": "css",
        "@highlightjs/cdn-assets/highlight.min.js": "hl",
        "chart.js/dist/chart.umd.js": "chart",
        "jquery/dist/jquery.min.js": "jq",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://cdn.jsdelivr.net/npm/marked", "umd"),
        ("https://cdn.jsdelivr.net/npm/marked@12.0.0/lib/marked.umd.js", "umd"),
        ("https://cdn.jsdelivr.net/npm/bootstrap@5.3.3/dist/css/bootstrap.min.css", "css"),
        ("https://unpkg.com/bootstrap/dist/css/bootstrap.css", "css"),
        ("https://cdnjs.cloudflare.com/ajax/libs/highlight.js/11.9.0/highlight.min.js", "hl"),
        ("https://cdn.jsdelivr.net/gh/highlightjs/cdn-release@11/build/highlight.min.js", "hl"),
        ("https://unpkg.com/@highlightjs/cdn-assets@11/highlight.min.js", "hl"),
        ("https://cdn.jsdelivr.net/npm/chart.js@4/dist/chart.umd.min.js", "chart"),
        ("https://code.jquery.com/jquery-3.7.1.min.js", "jq"),
    ],
)
def test_the_mirror_stands_for_cdns_whatever_the_version(mirror: Path, url: str, text: str) -> None:
    found = mirrored(url, mirror)
    assert found is not None
    assert found.read_text() == text


@pytest.mark.parametrize(
    "url",
    [
        "https://unpkg.com/unknown",
        "https://unpkg.com/marked/../../../etc/passwd",
        "https://cdn.jsdelivr.net/npm/marked@1/%2e%2e/x",
        "https://unpkg.com/..%2fmarked/package.json",
        "https://cdnjs.cloudflare.com/ajax/libs/..%2f1%2fmarked/package.json",
    ],
)
def test_the_mirror_has_nothing_else(mirror: Path, url: str) -> None:
    assert mirrored(url, mirror) is None


@pytest.mark.parametrize(
    ("program", "env", "found"),
    [
        ("my-chrome", {"CHROMIUM_PATH": "{0}/my-chrome"}, Chromium(None, "{0}/my-chrome")),
        ("chromium", {"CHROMIUM_PATH": "{0}/none", "PATH": "{0}"}, None),
        ("chromium", {"PATH": "{0}"}, Chromium(None, "{0}/chromium")),
        ("google-chrome", {"PATH": "{0}"}, Chromium("chrome", None)),
        (f"{CACHE}/chrome", {"HOME": "{0}"}, Chromium(None, f"{{0}}/{CACHE}/chrome")),
        ("chromium", {}, None),
    ],
)
def test_chromium_is_where_the_owner_says_on_the_path_or_playwrights(
    tmp_path: Path, program: str, env: dict[str, str], found: Chromium | None
) -> None:
    (tmp_path / program).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / program).touch(0o755)
    expected = found and Chromium(found.channel, found.executable and found.executable.format(tmp_path))
    assert find_chromium({name: value.format(tmp_path) for name, value in env.items()}) == expected


HOME = "http://127.0.0.1:1/app/"
LINKED = {
    "index.html": b"i", "two.html": b"2", "d/index.html": b"d", "same.html": b"2", "given.html": b"g",
    "data.csv": b"a,b",
}  # fmt: skip


@pytest.mark.parametrize(
    ("home", "links", "found"),
    [
        # each page once, with its query
        (HOME, ("two.html?id=3#top", "two.html", "two", "same.html", "d/"), ["two.html?id=3", "d/"]),
        # neither the first page, nor what was given, nor data, nor what is not there
        (HOME, ("", "index.html#x", "./?q=1", "given.html", "data.csv", "gone.html"), []),
        ("https://ada.example/", ("two.html",), ["two.html"]),
    ],
)
def test_links_lead_to_further_pages(home: str, links: tuple[str, ...], found: list[str]) -> None:
    pages = further_pages([home + link for link in links], home, LINKED, ["given.html"])
    assert [page.removeprefix(home) for page in pages] == found


def test_pages_of_others_are_left_out() -> None:
    others = ["http://127.0.0.1:1/other/two.html", "https://sea.example/app/two.html", "mailto:a@b.co"]
    assert list(further_pages(others, HOME, LINKED)) == []
