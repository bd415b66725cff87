"""Links that lead nowhere, in pages and in the README."""

import re
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import unquote

from orchestrator.records.site import Site
from orchestrator.text.addresses import join_address, split_address
from orchestrator.verify.browser_process.static_server import answer, served
from orchestrator.verify.plan.check_types import FileCheck, Finding

_ADDRESSES = {
    "a": "href", "area": "href", "iframe": "src", "img": "src", "link": "href", "object": "data",
    "script": "src", "source": "src",
}  # fmt: skip
_MARKDOWN = re.compile(r"\]\([ \t]{0,9}<?([^)\s<>]{1,500})>?[^()\n]{0,300}\)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]^\n]{1,200}\]:[ \t]{0,9}<?([^\s>]{1,500})", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.{1,300})$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_ROUTER = re.compile(r"\bpushState\b|\breact-router\b|\bcreateBrowserRouter\b|\bvue-router\b")
"""A script that answers addresses itself."""
_BASE = "/repository/"
MAX_CHARACTERS = 500_000
"""Of one page."""


class _Reader(HTMLParser):
    """Collects addresses; what scripts make is not in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.insecure: list[str] = []
        """What an https page may not load."""
        self.base = ""
        """What the page's `<base>` says: addresses begin there."""
        with suppress(AssertionError):  # the parser's answer to a broken declaration
            self.feed(html[:MAX_CHARACTERS])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = dict(attrs)
        if tag == "base":
            self.base = self.base or fields.get("href") or ""
        address = fields.get(_ADDRESSES.get(tag, ""))
        if address and fields.get("rel") not in {"preconnect", "dns-prefetch"}:
            self.addresses.append(address.strip())
            if tag in {"script", "iframe", "img", "source"} and address.strip().lower().startswith("http://"):
                self.insecure.append(address.strip())


def judge_links(site: Site) -> Finding:
    """No link of a page or of the README leads to a file or heading that is not there."""
    lost = list(dict.fromkeys([*_of_pages(site), *_of_readme(site)]))
    seen = "; ".join(f"{path}: {problem}" for path, problem in lost[:8])
    return Finding(not lost, seen or "no broken link", lost[0][0] if lost else "")


LINKS = FileCheck("links to files of the site, or to other sites", judge_links)


def own_targets(html: str) -> list[str]:
    """The files of the site that a page at its root links to or loads, without query and fragment."""
    reader = _Reader(html)
    targets = [_joined("", reader.base, address) for address in reader.addresses if _is_own(address)]
    paths = [_path(target).removeprefix(_BASE) for target in targets if target and target.startswith(_BASE)]
    return [path for path in dict.fromkeys(paths) if path and not path.endswith("/")]


def readme_targets(markdown: str) -> list[str]:
    """The files of the repository that a README links to."""
    text = _CODE.sub("", markdown)
    addresses = [*_MARKDOWN.findall(text), *_REFERENCE.findall(text), *_Reader(text).addresses]
    paths = [_path(address).removeprefix("./").rstrip("/") for address in addresses if _is_own(address)]
    return [path for path in dict.fromkeys(paths) if path]


def _of_pages(site: Site) -> Iterator[tuple[str, str]]:
    files = served(site)
    routed = any(_ROUTER.search(site.text(path)) for path in files if path.endswith((".js", ".html")))
    for path in files:
        if not path.lower().endswith((".html", ".htm")):
            continue
        reader = _Reader(site.text(path))
        for address in reader.insecure:
            yield path, f"{address} is blocked on Pages, which is https"
        for address in reader.addresses:
            if not _is_own(address) or address.startswith("#") or not _is_own(reader.base):
                continue
            target = _joined(path, reader.base, address)
            if target is None:
                yield path, f"{address} is no address"
            elif routed and "." not in _path(address):
                continue
            elif not target.startswith(_BASE):
                yield path, f"{address} leads out of the site, which is served below /REPOSITORY/"
            elif answer(files, _BASE, target).status == 404:
                yield path, f"{address} leads to no file"


def _of_readme(site: Site) -> Iterator[tuple[str, str]]:
    if "README.md" not in site:
        return
    text = site.text("README.md")
    plain = _CODE.sub("", text)
    headings = {_slug(heading) for heading in _HEADING.findall(plain)}
    for address in _MARKDOWN.findall(plain):
        if address.startswith("#") and unquote(address[1:]).lower() not in headings:
            yield "README.md", f"{address} leads to no heading"
    for name in readme_targets(text):
        if name not in site and not any(path.startswith(f"{name}/") for path in site):
            yield "README.md", f"{name} is linked to, but is not in the repository"


def _joined(path: str, base: str, address: str) -> str | None:
    start = join_address(_BASE + path, base)
    return join_address(start, address) if start else None


def _path(address: str) -> str:
    parts = split_address(address)
    return unquote(parts.path) if parts else ""


def _is_own(address: str) -> bool:
    """Whether an address stays in the site; what a template or a script will fill in is not judged."""
    parts = split_address(address)
    if parts is None:
        return not re.match(r"[a-z]{1,20}:|//", address, re.IGNORECASE)
    return not parts.scheme and not parts.netloc and not re.search(r"[{}$<>]|^\.\./\.\.", address)


def _slug(heading: str) -> str:
    plain = re.sub(r"\[([^\]\[]{0,200})\]\([^()]{0,300}\)", r"\1", heading.rstrip("# "))
    return re.sub(r"[^\w\- ]", "", re.sub(r"[`*_]", "", plain).lower()).strip().replace(" ", "-")
