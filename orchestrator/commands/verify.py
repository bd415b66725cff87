"""`orchestrator verify`: judge a site on disk, or a live one, as a tool of its own."""

import argparse
import json
import sys
from pathlib import Path

from orchestrator.deadline import utc_now
from orchestrator.errors import InvalidField
from orchestrator.records import Site, Verdict
from orchestrator.settings import Settings
from orchestrator.task.event import read_event, read_task
from orchestrator.task.model import Task
from orchestrator.verify.plan import make_plan
from orchestrator.verify.table import table
from orchestrator.verify.verifier import Verifier
from orchestrator.workdir import WorkDir


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the verdict; 0 if the site is verified, 1 if not."""
    work = WorkDir(args.run)
    task = _task(args.task) if args.task else work.envelope().task
    site = Site.read(args.site) if args.site else work.site()
    attachments = {attachment.name: attachment.content for attachment in task.attachments}
    plan = make_plan(task, (), attachments, None, None)
    with Verifier(mirror=settings.cdn_mirror) as verifier:
        verdict = verifier.verify(site, plan)
    _show(verdict, args.json)
    return 0 if verdict.verified else 1


def _show(verdict: Verdict, as_json: bool) -> None:
    sys.stdout.write((verdict.model_dump_json(indent=1) if as_json else table(verdict)) + "\n")


def _task(path: Path) -> Task:
    """A plain request, an event, or its client_payload."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidField(str(path), f"a request in JSON ({error})") from error
    if not isinstance(data, dict):
        raise InvalidField(str(path), "a JSON object")
    if "client_payload" not in data and "schema" in data:
        data = {"client_payload": data}
    if "client_payload" in data or "inputs" in data:
        return read_event(data, _no_blob, utc_now()).task
    return read_task(data)


def _no_blob(sha: str) -> bytes:
    raise InvalidField("client_payload.blob", f"the task itself; the blob {sha[:12]} lies on GitHub")
