"""The pure parts of generation: building prompts, reading replies, and what edits save.

Prints the best of several runs for a site of 200 KB, and the completion tokens of revisions given as edits
against the same revisions given as whole files.
"""

import json
import random
import string
import timeit
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from orchestrator.generate.offline import build
from orchestrator.generate.prompt.budget import tokens
from orchestrator.generate.prompt.request import Request, repair_prompt, revise_prompt, write_prompt
from orchestrator.generate.reply.edits import Edit, apply_edits
from orchestrator.generate.reply.format import SENTINEL, read_reply, write_file
from orchestrator.records import PastRound
from orchestrator.records.site import Site
from orchestrator.task.event import read_task
from orchestrator.task.model import Task

SITE_BYTES = 200_000
LIMIT = 100_000
"""Tokens: enough that the whole site is in the prompt."""


REQUESTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "requests"
OWN = Path(__file__).resolve().parents[2] / "tests" / "events"


@dataclass(frozen=True)
class Revision:
    """One later round of an app: each changed file before and after it."""

    name: str
    before: Mapping[str, str]
    after: Mapping[str, str]


def main() -> None:
    """Print both tables."""
    site = large_site()
    request = a_request()
    reply = "".join(write_file(path, site.text(path)) for path in site) + SENTINEL
    print(f"site of {sum(map(len, site.values()))} bytes in {len(site)} files; milliseconds, best of 7")
    for name, call in (
        ("write prompt", lambda: write_prompt(request, LIMIT)),
        ("revise prompt", lambda: revise_prompt(request, site, LIMIT)),
        ("repair prompt", lambda: repair_prompt(request, site, "FAILED: a check", LIMIT)),
        ("read reply", lambda: read_reply(reply)),
    ):
        print(f"  {name:15} {milliseconds(call):7.1f}")
    print("completion tokens: edits, whole files, share")
    measured = [(revision.name, edit_tokens(revision), whole_tokens(revision)) for revision in revisions()]
    total = ("all together", sum(edits for _, edits, _ in measured), sum(whole for _, _, whole in measured))
    for name, edits, whole in (*measured, total):
        print(f"  {name:40} {edits:6} {whole:6} {edits / whole:6.0%}")


def milliseconds(call: Callable[[], object]) -> float:
    """The best of seven, after one to warm up."""
    call()
    return min(timeit.repeat(call, number=1, repeat=7)) * 1000


def edit_tokens(revision: Revision) -> int:
    """What the revision takes as edits in the reply format; new files stand whole in it."""
    total = tokens(SENTINEL)
    for path, text in revision.after.items():
        if path not in revision.before:
            total += tokens(write_file(path, text))
            continue
        edits = edits_between(revision.before[path], text)
        applied = apply_edits(revision.before[path], edits)
        assert applied.text == text, applied.failed_edits  # noqa: S101 - edits that do not fit give no figure
        blocks = (f"<<<<<<< SEARCH\n{e.search}\n=======\n{e.replace}\n>>>>>>> REPLACE\n" for e in edits)
        total += tokens(f'<edit path="{path}">\n{"".join(blocks)}</edit>\n')
    return total


def whole_tokens(revision: Revision) -> int:
    """What the changed files take as whole files."""
    return tokens("".join(write_file(path, text) for path, text in revision.after.items()) + SENTINEL)


def edits_between(before: str, after: str) -> list[Edit]:
    """Edits for every changed stretch of lines, each with as many lines around it as make it unique."""
    old, new = before.split("\n"), after.split("\n")
    edits: list[Edit] = []
    for start, end, new_start, new_end in _stretches(old, new):
        margin = 1
        while True:
            left, right = min(margin, start), min(margin, len(old) - end)
            search = "\n".join(old[start - left : end + right])
            if f"\n{before}\n".count(f"\n{search}\n") == 1 or margin > len(old):
                break
            margin += 1
        replace = [*old[start - left : start], *new[new_start:new_end], *old[end : end + right]]
        edits.append(Edit(search, "\n".join(replace)))
    return edits


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Changed stretches, those that lie close together joined; from the end, so that edits do not disturb."""
    joined: list[tuple[int, int, int, int]] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if joined and start - joined[-1][1] <= 6:
            first = joined.pop()
            joined.append((first[0], end, first[2], new_end))
        else:
            joined.append((start, end, new_start, new_end))
    return joined[::-1]


def a_request() -> Request:
    """A round with checks and an attachment."""
    task = read_task(
        {
            "email": "bench@example.com",
            "task": "bench",
            "round": 2,
            "nonce": "n",
            "brief": "Add a filter to the table. " * 20,
            "checks": [{"js": f"!!document.querySelector('#part-{number}')"} for number in range(20)],
        }
    )
    return Request(task, (), {"data.csv": b"a,b,c\n" + b"1,2,3\n" * 2_000})


def large_site() -> Site:
    """Pages, scripts and styles of varied lines, 200 KB in all; the same in every run."""
    source = random.Random(7)  # noqa: S311 - repeatable, not secret
    files: dict[str, bytes] = {}
    names = ["index.html", "about.html", "app.js", "table.js", "style.css"]
    for name in names:
        lines: list[str] = []
        while sum(map(len, lines)) < SITE_BYTES // len(names):
            words = (
                "".join(source.choices(string.ascii_lowercase, k=source.randint(2, 9))) for _ in range(8)
            )
            lines.append("  " * source.randint(0, 4) + " ".join(words) + "\n")
        files[name] = "".join(lines).encode()
    return Site(files)


def revisions() -> Iterator[Revision]:
    """Every later round of the recorded requests, on the app that the offline generator makes of them."""
    for folder in (OWN, REQUESTS):
        for first in sorted(folder.glob("*round1.json")):
            for second in sorted(folder.glob(first.name.replace("round1", "round2*"))):
                yield revision_of(second.name.removesuffix(".json"), _task(first), _task(second))


def revision_of(name: str, first: Task, second: Task) -> Revision:
    """Two rounds of one app, built offline."""
    before = _built(first, None, ())
    past = PastRound(round=1, request="0" * 64, brief=first.brief, checks=first.checks)
    after = _built(second, before, (past,))
    given = {attachment.name for task in (first, second) for attachment in task.attachments}
    changed = [path for path in after if path not in given and after[path] != before.get(path)]
    return Revision(
        name,
        {path: before.text(path) for path in changed if path in before},
        {path: after.text(path) for path in changed},
    )


def _built(task: Task, base: Site | None, past: tuple[PastRound, ...]) -> Site:
    attachments = {attachment.name: attachment.content for attachment in task.attachments}
    draft = build(task, base, past, attachments)
    return (base or Site({})).changed(draft.files, draft.removed).changed(attachments)


def _task(path: Path) -> Task:
    event = json.loads(path.read_bytes())
    return read_task(event.get("client_payload", {}).get("task", event))
