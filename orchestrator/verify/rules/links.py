"""Links that lead nowhere, in pages and in the README."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from orchestrator.records.site import Site
from orchestrator.verify.browser_process.static_server import answer, served
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method
from orchestrator.verify.rules.context import Asked

_ADDRESSES = {
    "a": "href",
    "img": "src",
    "link": "href",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "area": "href",
}
_MARKDOWN = re.compile(r"!?\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?[^)\n]*\)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]^\n]+\]:\s*<?([^\s>]+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_BASE = "/repository/"


class _Reader(HTMLParser):
    """Collects addresses and ids; what scripts make is not in them."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.insecure: list[str] = []
        """What an https page may not load."""
        self.base = ""
        """What the page's `<base>` says: addresses begin there."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = dict(attrs)
        if tag == "base":
            self.base = self.base or fields.get("href") or ""
        address = fields.get(_ADDRESSES.get(tag, ""))
        if address and fields.get("rel") not in {"preconnect", "dns-prefetch"}:
            self.addresses.append(address.strip())
            if tag in {"script", "iframe", "img", "source"} and address.strip().lower().startswith("http://"):
                self.insecure.append(address.strip())


def links(_match: re.Match[str], _asked: Asked) -> Method:
    """No link of a page or of the README leads to a file that is not there."""
    return FileCheck(judge_links)


def judge_links(site: Site) -> Finding:
    """No link of a page or of the README leads to a file or heading that is not there."""
    lost = list(dict.fromkeys([*_of_pages(site), *_of_readme(site)]))
    expected = "links to files of the site, or to elsewhere"
    return Finding(
        not lost,
        expected,
        "; ".join(f"{path}: {said}" for path, said in lost[:8]),
        lost[0][0] if lost else "",
    )


def own_targets(html: str) -> list[str]:
    """The files of the site that a page at its root links to or loads, without query and fragment."""
    reader = _Reader()
    reader.feed(html)
    targets = [
        urljoin(urljoin(_BASE, reader.base), address) for address in reader.addresses if _is_own(address)
    ]
    paths = [
        unquote(urlsplit(target).path).removeprefix(_BASE) for target in targets if target.startswith(_BASE)
    ]
    return [path for path in dict.fromkeys(paths) if path and not path.endswith("/")]


def _of_pages(site: Site) -> Iterator[tuple[str, str]]:
    files = served(site)
    for path in files:
        if not path.lower().endswith((".html", ".htm")):
            continue
        reader = _Reader()
        reader.feed(site.text(path))
        for address in reader.insecure:
            yield path, f"{address} is blocked on Pages, which is https"
        for address in reader.addresses:
            if _is_own(address) and not address.startswith("#") and _is_own(reader.base):
                target = urljoin(urljoin(_BASE + path, reader.base), address)
                if not target.startswith(_BASE):
                    yield path, f"{address} leads out of the site, which is served below /REPOSITORY/"
                elif answer(files, _BASE, target).status == 404:
                    yield path, f"{address} leads to no file"


def _of_readme(site: Site) -> Iterator[tuple[str, str]]:
    if "README.md" not in site:
        return
    text = site.text("README.md")
    headings = {_slug(heading) for heading in _HEADING.findall(_CODE.sub("", text))}
    for address in _MARKDOWN.findall(_CODE.sub("", text)):
        if address.startswith("#") and unquote(address[1:]).lower() not in headings:
            yield "README.md", f"{address} leads to no heading"
    for name in readme_targets(text):
        if name not in site and not any(path.startswith(f"{name}/") for path in site):
            yield "README.md", f"{name} is linked to, and is no file"


def readme_targets(markdown: str) -> list[str]:
    """The files of the repository that a README links to."""
    text = _CODE.sub("", markdown)
    reader = _Reader()
    reader.feed(text)
    addresses = [*_MARKDOWN.findall(text), *_REFERENCE.findall(text), *reader.addresses]
    own = [address for address in addresses if _is_own(address)]
    paths = [unquote(urlsplit(address).path).removeprefix("./").rstrip("/") for address in own]
    return [path for path in dict.fromkeys(paths) if path]


def _is_own(address: str) -> bool:
    """Whether an address stays in the site; what a template or a script will fill in is let go."""
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and not re.search(r"[{}$<>]|^\.\./\.\.", address)


def _slug(heading: str) -> str:
    plain = re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
