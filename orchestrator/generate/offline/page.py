"""Rendering an app into `index.html`, with its own script as the first one of the page."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from orchestrator.generate.offline.catalogue import BY_KIND
from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.fragments import TEMPLATES, Fragments, embed, environment
from orchestrator.generate.offline.libraries import links_of
from orchestrator.generate.offline.memory import App


def render(app: App) -> dict[str, bytes]:
    """The files of an app's page: `index.html`, the stylesheet, and the code if it has a file of its own."""
    links = links_of(app.libraries)
    code = script(app.features)
    fragments = Fragments(app.features, title=app.title)
    page = (
        environment()
        .get_template("page.html.jinja")
        .render(
            app=app,
            title=app.title,
            script=code,
            sections=fragments.sections(),
            header=fragments.head(),
            links=links,
            style=app.style,
            href=quote,
            files=data_files(app.features),
        )
    )
    files = {"index.html": page, app.style: style(), **({app.script: code} if app.script else {})}
    return {path: text.encode("utf-8", "replace") for path, text in files.items()}


def style() -> str:
    """The whole stylesheet of a page of ours."""
    return "\n".join(_read(f"{name}.css") for name in ("tokens", "frame", "parts"))


def added_style(*, dark: bool) -> str:
    """The stylesheet of features inside somebody else's page: it reaches nothing outside `.added`.

    `dark` says whether that page has a dark scheme to follow.
    """
    tokens = re.sub(r"(:root[^,{]*?)\s*\{", r"\1 .added {", _read("tokens.css"))
    if not dark:
        tokens = tokens.replace("color-scheme: light dark", "color-scheme: light")
    return f"{tokens}\n.added {{\n{_read('added.css')}{_read('parts.css')}}}\n"


def script(features: Iterable[Feature]) -> str:
    """The page's own code: shared kernels, the parts in use, and one call for each feature."""
    features = tuple(features)
    kinds = list(dict.fromkeys(feature.kind for feature in features))
    kernels = dict.fromkeys(["page", *(name for kind in kinds for name in BY_KIND[kind].kernel)])
    pieces = [_read(f"kernel/{name}.js") for name in kernels]
    pieces += [_read(f"features/{kind}.js") for kind in kinds]
    pieces += [_rendered(feature) for feature in features]
    calls = [f"  parts[{embed(f.kind)}]({embed(f.params)});" for f in features if _has_code(f.kind)]
    body = "\n".join(piece.strip() for piece in pieces if piece)
    return "\n".join(["(() => {", '"use strict";', body, "", "ready(() => {", *calls, "});", "})();"])


def data_files(features: Iterable[Feature]) -> tuple[str, ...]:
    """The files that the features read, for the footer."""
    names = (feature.params.get(key) for feature in features for key in ("file", "rates"))
    return tuple(dict.fromkeys(str(name) for name in names if name))


def _read(name: str) -> str:
    path = TEMPLATES / name
    return path.read_text("utf-8") if path.is_file() else ""


def _rendered(feature: Feature) -> str:
    """The script of a feature whose code, not only its parameters, must hold the request's words."""
    name = f"features/{feature.kind}.js.jinja"
    return environment().get_template(name).render(f=feature.params) if (TEMPLATES / name).is_file() else ""


def _has_code(kind: str) -> bool:
    return any((TEMPLATES / "features" / f"{kind}{ending}").is_file() for ending in (".js", ".js.jinja"))
