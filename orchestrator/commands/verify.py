"""`orchestrator verify`: judge a site on disk, or a live one, as a tool of its own."""

import argparse
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from orchestrator.errors import InvalidField
from orchestrator.network.http import fetch
from orchestrator.records import Deployment, PastRound
from orchestrator.records.site import MARKER, Site
from orchestrator.records.workdir import WorkDir
from orchestrator.runtime.deadline import utc_now
from orchestrator.settings import Settings
from orchestrator.task.event import read_event
from orchestrator.task.model import Task
from orchestrator.verify.live_site import LiveSite, host_and_port, live_site
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.verdicts import WIDTH, table
from orchestrator.verify.verifier import Verifier

MAX_FILE_BYTES = 20_000_000


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the verdict; 0 if the site is verified, 1 if not."""
    work = WorkDir(args.run)
    task = _task(args.task) if args.task else work.envelope().task
    attachments = {attachment.name: attachment.content for attachment in task.attachments}
    live = host_and_port(args.url) if args.url else None
    fetched = _live(args.url, task, attachments, settings) if args.url and not args.site else None
    site = fetched.site if fetched else _folder(args.site, work)
    past = _past(site, task.round)
    plan = make_plan(task, past, attachments, site if past else None, None)
    with Verifier(mirror=settings.cdn_mirror, live=live) as verifier:
        verdict = verifier.verify(site, plan, args.url)
    verdict = fetched.corrected(verdict) if fetched else verdict
    columns = shutil.get_terminal_size((WIDTH, 0)).columns
    sys.stdout.write((verdict.model_dump_json(indent=1) if args.json else table(verdict, columns)) + "\n")
    return 0 if verdict.verified else 1


def _folder(folder: Path | None, work: WorkDir) -> Site:
    if folder is None:
        return work.site()
    if not folder.is_dir():
        raise InvalidField(str(folder), "a folder with the files of a site")
    return Site.read(folder)


def _live(url: str, task: Task, attachments: Mapping[str, bytes], settings: Settings) -> LiveSite:
    def get(address: str) -> bytes | None:
        answer = fetch(
            "GET", address, timeout=20, max_bytes=MAX_FILE_BYTES, allow_private=settings.allow_private_urls
        )
        return answer.body if answer.status == 200 else None

    texts = [task.brief, *(check.body for check in task.checks)]
    return live_site(url, texts, tuple(attachments), get)


def _past(site: Site, round_: int) -> tuple[PastRound, ...]:
    """The earlier rounds that the site's own marker tells of."""
    deployment = Deployment.read(site.get(MARKER, b""))
    return tuple(past for past in deployment.rounds if past.round < round_) if deployment else ()


def _task(path: Path) -> Task:
    """A plain request, an event, or its client_payload."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidField(str(path), f"a request in JSON ({error})") from error
    if not isinstance(data, dict):
        raise InvalidField(str(path), "a JSON object")
    if "client_payload" not in data and "schema" in data:
        data = {"client_payload": data}
    try:
        return read_event(data, _no_blob, utc_now()).task
    except InvalidField as error:
        raise InvalidField(f"{path}: {error.field}", error.expected) from error


def _no_blob(sha: str) -> bytes:
    raise InvalidField("client_payload.blob", f"the task itself; the blob {sha[:12]} lies on GitHub")
