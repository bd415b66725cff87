"""The app's README, made of what the generator says about it; `about.py` reads it back in the next round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator.generate.app.about import DEFAULT_ABOUT
from orchestrator.generate.app.base import Base
from orchestrator.generate.app.draft import About
from orchestrator.records import PastRound, SourceFile, Status, Verdict
from orchestrator.records.outcome import describe_checks
from orchestrator.records.site import Site
from orchestrator.task.attachments import changeable
from orchestrator.task.model import Check
from orchestrator.text import markdown
from orchestrator.text.templates import render

WORKFLOW = ".github/workflows/pages.yml"

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


NOT_CHECKED = "No check has been tried yet."
"""Stands in the README until the app is verified."""

_OUTCOMES = {Status.PASSED: "passed", Status.FAILED: "failed", Status.NOT_RUN: "not tried"}
_WORST_LAST = (Status.PASSED, Status.NOT_RUN, Status.FAILED)


@dataclass(frozen=True)
class AppContext:
    """What all drafts of one round are assembled with."""

    base: Base
    rounds: tuple[PastRound, ...]
    """Every round, oldest first, this one last."""
    attachments: Mapping[str, bytes]
    received_at: datetime
    server_url: str
    sources: tuple[SourceFile, ...] = ()

    @property
    def fixed(self) -> dict[str, bytes]:
        """The attachments that must stay byte for byte."""
        may_change = changeable(self.rounds[-1].brief, self.attachments)
        return {name: data for name, data in self.attachments.items() if name not in may_change}


def readme(site: Site, about: About, context: AppContext, generator: str, notes: Sequence[str]) -> str:
    """The app's README; everything that comes from a request or a model is escaped."""
    target = context.base.target
    data = {
        "about": _about(about),
        "pages_url": target.pages_url,
        "repo": target.repo,
        "repo_url": f"{context.server_url}/{target.owner}/{target.repo}",
        "files": [_file(path, site[path], context) for path in site],
        "workflow": _workflow(site),
        "rounds": [_round(past) for past in context.rounds],
        "origin": _origin(generator, context),
        "sources": [_source(source) for source in context.sources],
        "notes": [markdown.inline(note) for note in notes],
        "not_checked": NOT_CHECKED,
    }
    return render("site/README.md.jinja", data)


def _about(about: About) -> dict[str, str]:
    return {
        "title": markdown.inline(about.title) or DEFAULT_ABOUT.title,
        "summary": markdown.prose(about.summary) or DEFAULT_ABOUT.summary,
        "usage": markdown.prose(about.usage) or DEFAULT_ABOUT.usage,
        "how_it_works": markdown.prose(about.how_it_works) or DEFAULT_ABOUT.how_it_works,
    }


def _file(path: str, data: bytes, context: AppContext) -> dict[str, str]:
    what = _KINDS.get(path.rpartition(".")[2].lower(), "file")
    fixed = {"LICENSE": "licence", "README.md": "this text", WORKFLOW: "workflow that deploys the site"}
    if path in context.attachments:
        kept = "byte for byte" if data == context.attachments[path] else "changed as it asks"
        what = f"{what}, attached to the task, {kept}"
    elif path in {source.path for source in context.sources}:
        what = f"{what}, fetched, see Provenance"
    elif path == "index.html":
        what = "page that opens first"
    size = "" if path == "README.md" else f"{len(data):,} B"
    return {"path": markdown.code(path).replace("|", "\\|"), "size": size, "what": fixed.get(path, what)}


def _round(past: PastRound) -> dict[str, object]:
    checks = [_check(check, Status.NOT_RUN) for check in past.checks]
    return {"round": past.round, "brief": markdown.quote(past.brief), "checks": checks}


def _check(check: Check, status: Status) -> str:
    text = markdown.code(check.body) if check.kind == "js" else markdown.inline(check.body)
    return f"- {_OUTCOMES[status]}: {text}"


def with_outcomes(site: Site, verdict: Verdict, rounds: Sequence[PastRound]) -> Site:
    """The site with the outcome of each check in its README, if that is one of ours; nothing else changes."""
    text = site.text("README.md")
    if NOT_CHECKED not in text:
        return site
    text = text.replace(NOT_CHECKED, f"{describe_checks(verdict)}.".capitalize(), 1)
    statuses: dict[tuple[int, str], Status] = {}
    for result in sorted(verdict.results, key=lambda result: _WORST_LAST.index(result.status)):
        statuses[result.round, " ".join(result.check.split())] = result.status
    for past in rounds:
        for check in past.checks:
            status = statuses.get((past.round, " ".join(check.body.split())), Status.NOT_RUN)
            text = text.replace(_check(check, Status.NOT_RUN), _check(check, status), 1)
    return site.changed({"README.md": text.encode()})


def _source(source: SourceFile) -> dict[str, object]:
    return {
        "url": markdown.code(source.url).replace("|", "\\|"),
        "path": markdown.code(source.path).replace("|", "\\|") if source.path else "",
        "fetched_at": f"{source.fetched_at:%Y-%m-%d %H:%M:%S} UTC",
        "bytes": source.bytes,
        "status": markdown.cell(source.status),
    }


def _origin(generator: str, context: AppContext) -> str:
    made = (
        "No language model was asked: an offline generator filled in templates by what the request says"
        if generator == OFFLINE
        else f"The language model {markdown.code(generator)} wrote the app's own files from the request"
    )
    attached = sorted(context.fixed)
    names = ", ".join(markdown.code(name) for name in attached)
    return f"{made}." + (f" Attached to the task and kept byte for byte: {names}." if attached else "")


def _workflow(site: Site) -> str:
    paths = [path for path in site if path.startswith(".github/workflows/")]
    return "the workflow " + " or ".join(markdown.code(path) for path in paths)
