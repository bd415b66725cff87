"""Fetching what a brief names, from a server on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.generate.prompt import sources
from orchestrator.generate.prompt.sources import MAX_SOURCES, fetch_sources, urls_in
from orchestrator.generate.reply.format import SENTINEL, write_file
from orchestrator.network.http import Answer
from tests.generate.conftest import request, run_stage, settings_for
from tests.generate.forge import Forge
from tests.generate.pages import Pages, serving
from tests.generate.scripted import Say, scripted

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture
def pages() -> Iterator[Pages]:
    with serving() as made:
        yield made


@pytest.mark.parametrize(
    ("brief", "urls"),
    [
        ("Use https://x.org/a.csv.", ("https://x.org/a.csv",)),
        ("(see <http://y.org/> and https://x.org/a_(b)).", ("http://y.org/", "https://x.org/a_(b)")),
        ("`https://x.org/a`, https://x.org/a again", ("https://x.org/a",)),
        (
            "HTTPS://x.org/a.csv\u3002 and \u201chttps://y.org/b\u201d",
            ("HTTPS://x.org/a.csv", "https://y.org/b"),
        ),
        ("https://api.x.org/users/{name} and ?url=https://.../image.png", ()),
        ("load https://cdn.jsdelivr.net/npm/marked and https://example.com/x", ()),
        ("ftp://x.org/a and https://localhost/a", ()),
        (
            " ".join(f"https://x.org/{n}" for n in range(9)),
            tuple(f"https://x.org/{n}" for n in range(MAX_SOURCES)),
        ),
    ],
)
def test_the_addresses_that_a_brief_names(brief: str, urls: tuple[str, ...]) -> None:
    assert urls_in(brief) == urls


def test_a_page_becomes_a_file_with_its_time(pages: Pages) -> None:
    pages.answers["/data/rates.csv"] = (200, "text/csv", b"a,b\n")
    (source,) = fetch_sources([f"{pages.url}/data/rates.csv"], lambda: NOW, allow_private=True)
    assert source.data == b"a,b\n"
    assert (source.record.path, source.record.bytes) == ("sources/127-0-0-1-rates.csv", 4)
    assert (source.record.fetched_at, source.record.status) == (NOW, "fetched")
    assert pages.agents == ["pages-orchestrator/0.1 (fetches what a task names, once)"]


def test_two_pages_of_one_name_get_two_files(pages: Pages) -> None:
    pages.answers |= {"/a/x": (200, "application/json", b"1"), "/b/x": (200, "application/json", b"2")}
    sources = fetch_sources([f"{pages.url}/a/x", f"{pages.url}/b/x"], lambda: NOW, allow_private=True)
    assert [s.record.path for s in sources] == ["sources/127-0-0-1-x.json", "sources/127-0-0-1-x-2.json"]


def test_a_packed_answer_is_not_taken_for_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = Answer(200, {"content-encoding": "gzip"}, b"\x1f\x8b", "https://x.org/a.csv")
    monkeypatch.setattr(sources, "fetch", lambda *_, **__: packed)
    (source,) = fetch_sources(["https://x.org/a.csv"], lambda: NOW, allow_private=False)
    assert (source.data, source.record.path) == (b"", "")
    assert source.record.status == "packed, although it was asked for as it is"


def test_a_page_about_a_file_is_not_taken_for_the_file(pages: Pages) -> None:
    pages.answers["/blob/main/rates.csv"] = (200, "text/html; charset=utf-8", b"\n<!DOCTYPE html><p>a,b")
    (source,) = fetch_sources([f"{pages.url}/blob/main/rates.csv"], lambda: NOW, allow_private=True)
    assert source.record.path == "sources/127-0-0-1-rates.html"


def test_a_hostile_name_becomes_a_plain_one(pages: Pages) -> None:
    pages.answers["/..%2f..%2fetc%2fpasswd%00.sh%22"] = (200, "text/plain", b"x")
    (source,) = fetch_sources(
        [f"{pages.url}/..%2f..%2fetc%2fpasswd%00.sh%22"], lambda: NOW, allow_private=True
    )
    assert source.record.path == "sources/127-0-0-1-2f-2fetc-2fpasswd-00-sh-22.txt"


@pytest.mark.parametrize(
    ("path", "answer", "status"),
    [
        ("/gone", (404, "text/html", b"no"), "answered 404"),
        ("/large", (200, "text/plain", b"x" * 2_000_001), "cut off, or larger than 2000000 bytes"),
    ],
)
def test_what_cannot_be_had_is_kept_as_a_record(
    pages: Pages, path: str, answer: tuple[int, str, bytes], status: str
) -> None:
    pages.answers[path] = answer
    (source,) = fetch_sources([f"{pages.url}{path}"], lambda: NOW, allow_private=True)
    assert (source.data, source.record.path, source.record.status) == (b"", "", status)


def test_a_private_address_is_refused(pages: Pages) -> None:
    (source,) = fetch_sources([f"{pages.url}/x"], lambda: NOW, allow_private=False)
    assert source.record.status == "its address is not a public one"
    assert pages.agents == []


@pytest.mark.usefixtures("no_browser")
def test_a_fetched_file_is_shown_to_the_model_and_published_where_the_app_uses_it(
    pages: Pages, forge: Forge, tmp_path: Path
) -> None:
    pages.answers |= {"/used.csv": (200, "text/csv", b"a,b\n1,2\n"), "/unused.csv": (200, "text/csv", b"c\n")}
    page = '<!DOCTYPE html><title>T</title><script>fetch("sources/127-0-0-1-used.csv")</script>\n'
    fields = request(f"Show {pages.url}/used.csv, {pages.url}/unused.csv and {pages.url}/gone.csv")
    with scripted(Say(write_file("index.html", page) + SENTINEL)) as model:
        workdir, _ = run_stage(
            tmp_path / "run", fields, settings_for(forge, model.provider(), allow_private_urls=True)
        )
    assert "8 bytes, 2 lines.\na,b\n1,2\n" in model.prompt(0)
    assert f"Fetched from {pages.url}/used.csv at " in model.prompt(0)
    assert f"{pages.url}/gone.csv could not be fetched (answered 404): never invent" in model.prompt(0)
    assert workdir.site()["sources/127-0-0-1-used.csv"] == b"a,b\n1,2\n"
    assert "sources/127-0-0-1-unused.csv" not in workdir.site()
    assert [source.status for source in workdir.generation().sources] == [
        "fetched",
        "fetched",
        "answered 404",
    ]
    assert f"| `{pages.url}/used.csv` | `sources/127-0-0-1-used.csv` |" in workdir.site().text("README.md")
