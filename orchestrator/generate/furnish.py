"""From a draft to a site: attachments byte for byte, LICENSE, README and the workflow that deploys it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator import markdown
from orchestrator.generate.base import Base
from orchestrator.generate.draft import About, Draft
from orchestrator.records import PastRound, SourceFile
from orchestrator.site import Site
from orchestrator.templates import render
from orchestrator.verify.workflows import deploys_pages

WORKFLOW = ".github/workflows/pages.yml"

OURS = b"\n## Provenance\n"
"""The heading by which a README of ours is known."""

OFFLINE = "offline"
"""`Generation.generator` where no model wrote the app."""

_KINDS = {
    "html": "page",
    "css": "style",
    "js": "script",
    "mjs": "script",
    "json": "data",
    "csv": "data",
    "md": "text",
    "txt": "text",
    "svg": "picture",
    "png": "picture",
    "jpg": "picture",
    "py": "Python program",
    "yml": "workflow",
}


@dataclass(frozen=True)
class Furnishing:
    """What all drafts of one round are furnished with."""

    base: Base
    rounds: tuple[PastRound, ...]
    """Every round, oldest first, this one last."""
    attachments: Mapping[str, bytes]
    received_at: datetime
    server_url: str
    sources: tuple[SourceFile, ...] = ()


def furnish(
    draft: Draft, over: Site | None, furnishing: Furnishing, generator: str, notes: Sequence[str]
) -> Site:
    """Put `draft` over the files of `over`, and add what every app has.

    Raises:
        UnsafePath: a path of the draft must not be written.
        InvalidField: a path is both a file and a folder.
    """
    own = (over or Site({})).changed(draft.files, draft.removed | {WORKFLOW}).changed(furnishing.attachments)
    added = {"LICENSE": own.get("LICENSE") or _license(furnishing)}
    if not deploys_pages(own):
        added[WORKFLOW] = render("site/pages.yml.jinja", {}).encode()
    sent = _sent_readme(over, furnishing)
    site = own.changed({**added, "README.md": sent or b""})
    if sent is not None:
        return site
    return site.changed({"README.md": readme(site, draft.about, furnishing, generator, notes).encode()})


def _sent_readme(over: Site | None, furnishing: Furnishing) -> bytes | None:
    """A README that was attached to the task, now or in an earlier round; it is nobody's to change."""
    before = over.get("README.md") if over else None
    kept = before if before and OURS not in before else None
    return furnishing.attachments.get("README.md", kept)


def readme(site: Site, about: About, furnishing: Furnishing, generator: str, notes: Sequence[str]) -> str:
    """The app's README; everything that comes from a request or a model is escaped."""
    target = furnishing.base.target
    data = {
        "about": _about(about),
        "pages_url": target.pages_url,
        "repo": target.repo,
        "repo_url": f"{furnishing.server_url}/{target.owner}/{target.repo}",
        "files": [_file(path, site[path], furnishing) for path in site],
        "workflow": _workflow(site),
        "rounds": [_round(past) for past in furnishing.rounds],
        "origin": _origin(generator, furnishing),
        "sources": [_source(source) for source in furnishing.sources],
        "notes": [markdown.inline(note) for note in notes],
    }
    return render("site/README.md.jinja", data)


def _about(about: About) -> dict[str, str]:
    return {
        "title": markdown.inline(about.title) or "App",
        "summary": markdown.prose(about.summary) or "A static web app.",
        "usage": markdown.prose(about.usage) or "The page explains itself.",
        "how_it_works": markdown.prose(about.how_it_works)
        or "Everything happens in the browser; [Files](#files) lists the parts.",
    }


def _file(path: str, data: bytes, furnishing: Furnishing) -> dict[str, str]:
    what = _KINDS.get(path.rpartition(".")[2].lower(), "file")
    fixed = {"LICENSE": "licence", "README.md": "this text", WORKFLOW: "workflow that deploys the site"}
    if path in furnishing.attachments:
        what = f"{what}, attached to the task, byte for byte"
    elif path in {source.path for source in furnishing.sources}:
        what = f"{what}, fetched, see Provenance"
    elif path == "index.html":
        what = "page that opens first"
    size = "" if path == "README.md" else f"{len(data):,} B"
    return {"path": markdown.code(path).replace("|", "\\|"), "size": size, "what": fixed.get(path, what)}


def _round(past: PastRound) -> dict[str, object]:
    checks = [
        markdown.code(check.body) if check.kind == "js" else markdown.inline(check.body)
        for check in past.checks
    ]
    return {"round": past.round, "brief": markdown.quote(past.brief), "checks": checks}


def _source(source: SourceFile) -> dict[str, object]:
    return {
        "url": markdown.code(source.url).replace("|", "\\|"),
        "path": markdown.code(source.path).replace("|", "\\|") if source.path else "",
        "fetched_at": f"{source.fetched_at:%Y-%m-%d %H:%M:%S} UTC",
        "bytes": source.bytes,
        "status": markdown.cell(source.status),
    }


def _origin(generator: str, furnishing: Furnishing) -> str:
    made = (
        "No language model was asked: an offline generator filled in blueprints by what the request says"
        if generator == OFFLINE
        else f"The language model {markdown.code(generator)} wrote the app's own files from the request"
    )
    attached = sorted(furnishing.attachments)
    names = ", ".join(markdown.code(name) for name in attached)
    return f"{made}." + (f" Attached to the task and kept byte for byte: {names}." if attached else "")


def _workflow(site: Site) -> str:
    paths = [path for path in site if path.startswith(".github/workflows/")]
    return "the workflow " + " or ".join(markdown.code(path) for path in paths)


def _license(furnishing: Furnishing) -> bytes:
    holder = furnishing.base.target.owner
    return render("site/LICENSE.jinja", {"year": furnishing.received_at.year, "holder": holder}).encode()
