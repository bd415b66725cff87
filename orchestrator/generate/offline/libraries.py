"""The libraries that a page loads from a CDN: pinned, with integrity where the bytes are known.

jsdelivr and unpkg serve a package's own files unchanged, so the sha384 of the file in the package is the one
of the answer. cdnjs builds its copies itself, and another version than the pinned one is not known: no
integrity there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator.generate.offline.reading import Words

_JSDELIVR = "https://cdn.jsdelivr.net/npm/"
_CDNJS = "https://cdnjs.cloudflare.com/ajax/libs/"


@dataclass(frozen=True)
class Asset:
    """One stylesheet or script: where in the package, and its sha384 at the pinned version."""

    path: str
    integrity: str | None = None


@dataclass(frozen=True)
class Library:
    """A library: how texts name it, the pinned version, its files at each CDN."""

    name: str
    spoken: str
    version: str
    base: str
    """Address with `{version}`."""
    assets: tuple[Asset, ...]


@dataclass(frozen=True)
class Link:
    """One tag of the page."""

    library: str
    url: str
    integrity: str | None

    @property
    def is_style(self) -> bool:
        """Whether it is a stylesheet."""
        return self.url.endswith(".css")


LIBRARIES = (
    Library(
        "bootstrap",
        r"bootstrap",
        "5.3.9",
        _JSDELIVR + "bootstrap@{version}/dist/",
        (
            Asset(
                "css/bootstrap.min.css",
                "sha384-yEPZ7jP9S0QKiUQ0m3jjsO4ProIW7wvR9gXkI7JOGa2XVsw53Yke2bsdkBbjmmiX",
            ),
            Asset(
                "js/bootstrap.bundle.min.js",
                "sha384-WyOxWvTyr1QaMPfiPJSv76iReVthorl5uWlFtZPyK0IEB0hGzo9y5Bp9mYanr8Bu",
            ),
        ),
    ),
    Library(
        "marked",
        r"\bmarked\b",
        "18.2.1",
        _JSDELIVR + "marked@{version}/",
        (
            Asset(
                "lib/marked.umd.js", "sha384-eGsnYqMR1DwKM8Hap0jzlzZulA9iLneQ1yxDuryiYhQd2xn7qVXF+6yXoP7plj95"
            ),
        ),
    ),
    Library(
        "highlight.js",
        r"highlight\.?js|highlight-js",
        "11.11.1",
        _CDNJS + "highlight.js/{version}/",
        (Asset("highlight.min.js"),),
    ),
    Library(
        "chart.js",
        r"chart\.?js",
        "4.6.1",
        _JSDELIVR + "chart.js@{version}/",
        (
            Asset(
                "dist/chart.umd.min.js",
                "sha384-Emf5ZVIUiarAdhkgtqK+5/Z5qIvM6QoVrS+qAVtfyZVuD5lIHrac0me485+Antp0",
            ),
        ),
    ),
    Library(
        "jquery",
        r"\bjquery\b",
        "4.0.0",
        _JSDELIVR + "jquery@{version}/",
        (
            Asset(
                "dist/jquery.min.js",
                "sha384-fgGyf7Mo7DURSOMnOy7ed+dkq5Job205Gnzu6QIg0BOHKaqt4D76Dt8VlDCzcMHV",
            ),
        ),
    ),
)


def named_in(words: Words) -> tuple[str, ...]:
    """The libraries that a request names, with a version if it gives a whole one: `marked@9.1.6`."""
    return tuple(_with_version(library, words.everything) for library in LIBRARIES if _says(library, words))


def links_of(names: Iterable[str]) -> tuple[Link, ...]:
    """The tags for libraries given by name; of one that is named twice the first, versioned before not."""
    chosen: dict[str, str] = {}
    for entry in names:
        name, _, version = entry.partition("@")
        chosen[name] = chosen.get(name) or version
    return tuple(
        link
        for library in LIBRARIES
        if library.name in chosen
        for link in _links(library, chosen[library.name])
    )


def _links(library: Library, version: str) -> Iterable[Link]:
    base = library.base.format(version=version or library.version)
    for asset in library.assets:
        yield Link(library.name, base + asset.path, None if version else asset.integrity)


def _says(library: Library, words: Words) -> bool:
    return re.search(library.spoken, words.everything, re.IGNORECASE) is not None


def _with_version(library: Library, text: str) -> str:
    match = re.search(rf"(?:{library.spoken})\W{{0,3}}(?:v|version )?(\d+\.\d+\.\d+)\b", text, re.IGNORECASE)
    return f"{library.name}@{match[1]}" if match and match[1] != library.version else library.name
