"""The files that an app must hold: those that brief or checks name, and those that its own pages link to."""

import re
from collections.abc import Sequence
from itertools import islice

from orchestrator.errors import UnsafePath
from orchestrator.generate.app.links import missing_files
from orchestrator.records.site import MARKER, Site
from orchestrator.task.model import Task
from orchestrator.text.paths import checked_path
from orchestrator.verify.demands.clauses import refused

PROVIDED = frozenset({"LICENSE", "README.md", ".github/workflows/pages.yml", MARKER})
"""What every app gets without the generator."""

_OWN_CASE = {path.lower(): path for path in (*PROVIDED, "index.html")}
"""Names that every app holds, however a sentence writes them: `Index.html` at its beginning."""

_ENDINGS = (
    "html?|css|m?js|json|geojson|csv|tsv|md|txt|svg|xml|py|ya?ml|ipynb|toml|webmanifest|ini|sql|ts|png|jpe?g|gif|"
    "webp|ico|pdf|xlsx?"
)
_NAME = re.compile(
    r"(?<![\w/.@#-])(?:\./)?((?:\.?[\w-]{1,60}/){0,6}\.?[\w-]{1,80}(?:\.[\w-]{1,40}){0,3}"
    rf"\.(?:{_ENDINGS}))(?![\w/-])",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s\"'<>`)\]]+")
_BY_LIBRARY = re.compile(
    r"(?i)\b(?:src|href)\s*[*^$~|]?=\s*[\"'\\]*[^\"'\\\]]*|\bdownload[\"'\])]*\s*[*^$~|]?={1,3}\s*[\"'\\]*[^\"'\\\]]*"
)
"""In code: the address of a library, and the name under which something is saved."""

_OF_USERS = re.compile(
    r"(?i)\b(?:upload\w*|download\w*|export\w*|sav(?:e|es|ed|ing)|drops?|dropp\w+|drag\w*|file ?names?"
    r"|migrat\w+ (?:away )?from)\b(?:[^.;:\n]|[.:](?=\S)){0,80}$"
)
"""What makes the file that is named next the user's own, or a name only."""

_NOT_NEEDED = re.compile(
    r"(?i)[`'\"]?\s+(?:is|are|will be)(?:n['\u2019]t| not| no longer)\s+(?:needed|required|necessary|wanted)"
)

MAX_MENTIONS = 300
"""Of files in one text; a brief with more is a list of something else."""

_LIBRARIES = frozenset(
    re.findall(
        r"\w+",
        """alpine animate aos axios babylon backbone bootstrap chart d3 dayjs ember express fuse gsap
        handlebars highlight howler htmx jquery katex knockout leaflet lodash mapbox marked math mermaid
        moment mustache next node nuxt p5 paper papaparse phaser plotly popper preact prism quill raphael
        react redux require riot sortable solid svelte swiper tailwind tensorflow three tone turf typed
        underscore video vis vue""",
    )
)
"""First parts of names such as `chart.js`, which mean a library and no file."""

BINARY = frozenset(re.findall(r"\w+", "png jpg jpeg gif webp ico pdf xlsx xls zip woff woff2 ttf mp3 mp4"))
"""Endings of files that a text reply cannot hold: these are only ever attachments or sources."""


def named_files(task: Task) -> tuple[str, ...]:
    """Paths that brief and checks ask for, in the order in which they are named; attachments included."""
    code = [_BY_LIBRARY.sub(" ", check.body) for check in task.checks]
    found: dict[str, bool] = {}
    for text in (task.brief, *code):
        plain = _URL.sub(" ", text)
        for match in islice(filter(lambda match: _is_file(match[1]), _NAME.finditer(plain)), MAX_MENTIONS):
            if not _OF_USERS.search(plain, max(0, match.start() - 120), match.start()):
                unwanted = refused(plain, match.start(1)) or bool(_NOT_NEEDED.match(plain, match.end()))
                name = _OWN_CASE.get(match[1].lower(), match[1])
                found[name] = found.get(name, False) or unwanted
    return tuple(name for name, unwanted in found.items() if not unwanted)


def missing_from(site: Site, named: Sequence[str]) -> dict[str, str]:
    """What the site lacks: path → why it is needed. Text files only: a model can write no others."""
    lacking = {name: "the request names it" for name in named if name not in site}
    lacking |= {path: f"{by} refers to it" for path, by in missing_files(site).items() if path not in lacking}
    if "index.html" not in site:
        lacking["index.html"] = "every app begins with it"
    return {path: why for path, why in lacking.items() if _writable(path) and path not in PROVIDED}


def _is_file(name: str) -> bool:
    stem, _, ending = name.lower().rpartition(".")
    if (
        ending in {"js", "mjs", "css"}
        and "/" not in name
        and stem.split(".")[0].removesuffix("js") in _LIBRARIES
    ):
        return False
    return _safe(name)


def _writable(path: str) -> bool:
    return _safe(path) and path.rpartition(".")[2].lower() not in BINARY


def _safe(path: str) -> bool:
    try:
        checked_path(path)
    except UnsafePath:
        return False
    return True
