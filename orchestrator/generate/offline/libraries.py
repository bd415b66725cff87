"""The libraries that a page loads from a CDN: pinned, with integrity where the bytes are known.

jsdelivr serves a package's own files unchanged, so the sha384 of the file in the package is the one of the
answer. cdnjs builds its copies itself, and the bytes of another version than the pinned one are not known.
"""

import re
from typing import NamedTuple

from orchestrator.generate.offline.request import Request

_JSDELIVR = "https://cdn.jsdelivr.net/npm/"


class Link(NamedTuple):
    """One tag of the page; `integrity` is empty where it is not known."""

    library: str
    url: str
    integrity: str


_BOOTSTRAP, _MARKED = _JSDELIVR + "bootstrap@{}/dist/", _JSDELIVR + "marked@{}/"
_CDNJS = "https://cdnjs.cloudflare.com/ajax/libs/"

FILES = (
    ("bootstrap", "5.3.9", _BOOTSTRAP + "css/bootstrap.min.css",
     "sha384-yEPZ7jP9S0QKiUQ0m3jjsO4ProIW7wvR9gXkI7JOGa2XVsw53Yke2bsdkBbjmmiX"),
    ("bootstrap", "5.3.9", _BOOTSTRAP + "js/bootstrap.bundle.min.js",
     "sha384-WyOxWvTyr1QaMPfiPJSv76iReVthorl5uWlFtZPyK0IEB0hGzo9y5Bp9mYanr8Bu"),
    ("marked", "18.2.1", _MARKED + "lib/marked.umd.js",
     "sha384-eGsnYqMR1DwKM8Hap0jzlzZulA9iLneQ1yxDuryiYhQd2xn7qVXF+6yXoP7plj95"),
    ("highlight.js", "11.11.1", _CDNJS + "highlight.js/{}/highlight.min.js", ""),
)  # fmt: skip
"""Library, pinned version, address with a place for the version, sha384."""

_SPOKEN = {"bootstrap": r"bootstrap", "marked": r"\bmarked\b", "highlight.js": r"highlight(?:\.|-)?js"}


def links_for(request: Request) -> tuple[Link, ...]:
    """The tags of every library that a request names, in the version that it gives whole, or the pinned."""
    text = f"{request.prose}\n{request.code}"
    return tuple(_link(text, *file) for file in FILES if re.search(_SPOKEN[file[0]], text, re.IGNORECASE))


def _link(text: str, name: str, pinned: str, address: str, integrity: str) -> Link:
    version = rf"{_SPOKEN[name]}\W{{0,3}}(?:v|version )?(\d+\.\d+\.\d+)\b"
    stated = re.search(version, text, re.IGNORECASE)
    version = stated[1] if stated else pinned
    return Link(name, address.format(version), integrity if version == pinned else "")
