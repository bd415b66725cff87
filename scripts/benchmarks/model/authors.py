"""Who writes an app: one plain call of a model, or the orchestrator's own generation."""

import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import openai

from orchestrator.errors import OrchestratorError
from orchestrator.generate.app.base import Base
from orchestrator.generate.build import build
from orchestrator.generate.job import Job
from orchestrator.records import Deployment, Tally, Target, Verdict
from orchestrator.records.site import MARKER, Site
from orchestrator.runtime.deadline import Deadline, utc_now
from orchestrator.settings import Provider, Settings
from orchestrator.task.event import read_task, seal
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.verifier import Verifier
from scripts.benchmarks.model.tasks import BenchTask

PLAIN = """Write a complete web page in one file, index.html, for this task:

{brief}
{files}{standing}
It must pass these checks, JavaScript evaluated in the loaded page:
{checks}

Answer with the whole file in one code block."""
"""What people paste into a chat: the request and the files, nothing about how to write."""


@dataclass(frozen=True)
class Written:
    """One version of an app, and what it took."""

    files: Mapping[str, bytes]
    calls: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float


def plain_call(task: BenchTask, number: int, before: Mapping[str, bytes], provider: Provider) -> Written:
    """One call for round `number` over the files `before`; what is no page in the answer is left out."""
    asked = task.rounds[number - 1]
    files = "".join(
        f"\nThe file {name} lies beside it:\n{text}\n" for name, text in asked.attachments.items()
    )
    page = before.get("index.html", b"").decode("utf-8", "replace")
    standing = f"\nChange this page:\n```html\n{page}```\n" if page else ""
    checks = "\n".join(f"- {check}" for check in asked.checks)
    prompt = PLAIN.format(brief=asked.brief, files=files, standing=standing, checks=checks)
    client = openai.OpenAI(
        api_key=provider.api_key.get_secret_value(),
        base_url=provider.base_url,
        default_query=dict(provider.query),
    )
    begun = time.monotonic()
    answer = client.chat.completions.create(
        model=provider.model,
        messages=[{"role": "user", "content": prompt}],
        max_tokens=provider.max_tokens or openai.omit,
    )
    used = answer.usage
    found = _page(answer.choices[0].message.content or "")
    return Written(
        files={**before, **task.files(number), **({"index.html": found.encode()} if found else {})},
        calls=1,
        prompt_tokens=used.prompt_tokens if used else 0,
        completion_tokens=used.completion_tokens if used else 0,
        seconds=time.monotonic() - begun,
    )


def _page(text: str) -> str:
    """The first code block that holds a page; else what looks like one."""
    blocks = [block for block in re.findall(r"```\w*\n(.*?)(?:```|\Z)", text, re.DOTALL) if "<" in block]
    bare = re.search(r"<!doctype html.*?(?:</html>|\Z)", text, re.DOTALL | re.IGNORECASE)
    return blocks[0] if blocks else bare[0] if bare else ""


class Orchestrator:
    """Generation as the workflow runs it, round after round of one app, without GitHub."""

    def __init__(self, task: BenchTask, settings: Settings, seconds: float) -> None:
        """`seconds` is the time that one round may take."""
        self._task = task
        self._settings = settings
        self._seconds = seconds
        target = Target(owner="bench", repo=task.name, pages_url=f"https://bench.github.io/{task.name}/")
        self._base = Base(target, None)

    def write(self, number: int) -> tuple[Written, Written]:
        """The first version of round `number`, and its result, which later rounds begin with."""
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as screenshots:
            verifier = _Recorder(Path(screenshots), mirror=self._settings.cdn_mirror)
            job = self._job(number, Path(screenshots))
            with verifier:
                verifier.job, verifier.begun = job, begun
                try:
                    outcome, generation = build(job, verifier)
                except OrchestratorError as error:
                    print(f"    no site: {error}", flush=True)
                    return (nothing := _written(job, Site({}), begun)), nothing
        result = _written(job, outcome.site, begun)
        self._base = _standing(job, outcome.site, generation.generator)
        return verifier.first or result, result

    def _job(self, number: int, screenshots: Path) -> Job:
        asked = self._task.rounds[number - 1]
        sent = asked.attachments.items()
        fields = {
            "email": "bench@example.com",
            "task": self._task.name,
            "round": number,
            "nonce": "n",
            "brief": asked.brief,
            "checks": [{"js": check} for check in asked.checks],
            "attachments": [{"name": name, "url": _data_uri(text)} for name, text in sent],
        }
        now = utc_now()
        deadline = Deadline(now + timedelta(seconds=self._seconds))
        return Job(seal(read_task(fields), now), self._base, self._settings, deadline, screenshots)


class _Recorder(Verifier):
    """A verifier that keeps the first site it judges: the first version, before any repair."""

    job: Job
    first: Written | None = None
    begun = 0.0

    def verify(self, site: Site, plan: Plan, url: str | None = None) -> Verdict:
        self.first = self.first or _written(self.job, site, self.begun)
        return super().verify(site, plan, url)


def _written(job: Job, site: Site, begun: float) -> Written:
    attempts = list(job.attempts)
    return Written(
        files=dict(site),
        calls=len(attempts),
        prompt_tokens=sum(attempt.prompt_tokens or 0 for attempt in attempts),
        completion_tokens=sum(attempt.completion_tokens or 0 for attempt in attempts),
        seconds=time.monotonic() - begun,
    )


def _standing(job: Job, site: Site, generator: str) -> Base:
    """The base of the next round."""
    task = job.envelope.task
    deployment = Deployment(
        task=task.task,
        round=task.round,
        request=job.envelope.digest,
        received_at=job.envelope.received_at,
        content=site.content_digest(),
        generator=generator,
        rounds=job.rounds,
        verdict=Tally(verified=False, passed=0, failed=0, not_run=0),
    )
    return Base(
        job.base.target.model_copy(update={"deployment": deployment}), site.changed({}, frozenset({MARKER}))
    )


def _data_uri(text: str) -> str:
    return f"data:text/plain;charset=utf-8,{quote(text)}"
