"""The libraries that a page loads from a CDN: pinned, with integrity where the bytes are known.

jsdelivr serves a package's own files unchanged, so the sha384 of the file in the package is the one of the
answer. cdnjs builds its copies itself, and the bytes of another version than the pinned one are not known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator.generate.offline.request import Request

_JSDELIVR = "https://cdn.jsdelivr.net/npm/"


@dataclass(frozen=True)
class Link:
    """One tag of the page; `integrity` is empty where it is not known."""

    library: str
    url: str
    integrity: str

    @property
    def is_style(self) -> bool:
        """Whether it is a stylesheet."""
        return self.url.endswith(".css")


@dataclass(frozen=True)
class Library:
    """A library: how texts name it, the pinned version, its address, its files with their sha384."""

    name: str
    spoken: str
    version: str
    base: str
    files: tuple[tuple[str, str], ...]


LIBRARIES = (
    Library("bootstrap", r"bootstrap", "5.3.9", _JSDELIVR + "bootstrap@{version}/dist/", (
        ("css/bootstrap.min.css", "sha384-yEPZ7jP9S0QKiUQ0m3jjsO4ProIW7wvR9gXkI7JOGa2XVsw53Yke2bsdkBbjmmiX"),
        ("js/bootstrap.bundle.min.js",
         "sha384-WyOxWvTyr1QaMPfiPJSv76iReVthorl5uWlFtZPyK0IEB0hGzo9y5Bp9mYanr8Bu"),
    )),
    Library("marked", r"\bmarked\b", "18.2.1", _JSDELIVR + "marked@{version}/", (
        ("lib/marked.umd.js", "sha384-eGsnYqMR1DwKM8Hap0jzlzZulA9iLneQ1yxDuryiYhQd2xn7qVXF+6yXoP7plj95"),
    )),
    Library("highlight.js", r"highlight\.?js|highlight-js", "11.11.1",
            "https://cdnjs.cloudflare.com/ajax/libs/highlight.js/{version}/", (("highlight.min.js", ""),)),
)  # fmt: skip


def links_for(request: Request) -> tuple[Link, ...]:
    """The tags of every library that a request names, in the version that it gives whole, or the pinned."""
    text = f"{request.prose}\n{request.code}"
    return tuple(
        link
        for library in LIBRARIES
        if re.search(library.spoken, text, re.IGNORECASE)
        for link in _links(library, text)
    )


def _links(library: Library, text: str) -> Iterable[Link]:
    stated = re.search(rf"(?:{library.spoken})\W{{0,3}}(?:v|version )?(\d+\.\d+\.\d+)\b", text, re.IGNORECASE)
    version = stated[1] if stated else library.version
    for path, integrity in library.files:
        url = library.base.format(version=version) + path
        yield Link(library.name, url, integrity if version == library.version else "")
