"""The libraries that a page loads from a CDN: pinned, with integrity where the bytes are known.

jsdelivr serves a package's own files unchanged, so the sha384 of the file in the package is the one of the
answer. cdnjs builds its copies itself, and the bytes of another version than the pinned one are not known.
"""

import re

from orchestrator.generate.offline.request import Request

_JSDELIVR = "https://cdn.jsdelivr.net/npm/"


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


def links_for(request: Request) -> list[dict[str, str]]:
    """The tags of every library that a request names, in the version that it gives whole, or the pinned."""
    text, links = f"{request.prose}\n{request.code}".lower(), []
    for name, pinned, address, known in FILES:
        if re.search(_SPOKEN[name], text):
            stated = re.search(rf"{_SPOKEN[name]}\W{{0,3}}(?:v|version )?(\d+\.\d+\.\d+)\b", text)
            version = stated[1] if stated else pinned
            integrity = known if version == pinned else ""
            links.append({"library": name, "url": address.format(version), "integrity": integrity})
    return links
