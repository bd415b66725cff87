"""Any text is an address or is not; test_fuzz.py has that no text raises."""

import pytest

from orchestrator.text.addresses import host_of, join_address, split_address


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("https://Example.com:8443/a?b#c", "example.com", 8443),
        ("http://[::1]:80/x", "::1", 80),
        ("http://ada:pw@example.com/", "example.com", None),
        ("page.html?url=x", None, None),
        ("", None, None),
    ],
)
def test_an_address_is_split(text: str, host: str | None, port: int | None) -> None:
    parts = split_address(text)
    assert parts is not None
    assert (parts.hostname, parts.port) == (host, port)


@pytest.mark.parametrize(
    "text",
    ["http://[x", "//[x", "http://x]y", "https://[username].github.io/", "https://[a]/", "//a℀b", "http://h:x/",
     "http://[::1].example.com/", "http://[::1]x:80/", "http://a℀b/", "http://h:99999/", "http://h:-1/",
     pytest.param(f"http://h:{'9' * 5000}/", id="a long port")],
)  # fmt: skip
def test_what_is_no_address_is_none(text: str) -> None:
    assert split_address(text) is None
    assert join_address("https://example.com/", text) is None
    assert host_of(text) == ""


@pytest.mark.parametrize(
    ("base", "link", "joined"),
    [
        ("https://example.com/a/b.html", "c.html", "https://example.com/a/c.html"),
        ("https://example.com/a/", "../../x", "https://example.com/x"),
        ("https://example.com/", "//cdn.example/x.js", "https://cdn.example/x.js"),
        ("https://example.com/", "mailto:a@b", "mailto:a@b"),
    ],
)
def test_a_link_is_joined_to_its_page(base: str, link: str, joined: str) -> None:
    assert join_address(base, link) == joined
