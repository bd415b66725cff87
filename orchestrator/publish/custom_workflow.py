"""Apps with a workflow of their own that deploys something else than the repository's files.

Their marker may never be served. The proof is then that the workflow's run for the commit succeeded and that
Pages serves what it publishes, newer than the run.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime

from orchestrator.network.http import OutsideError
from orchestrator.publish.github.runs import WorkflowRun
from orchestrator.publish.job import Job
from orchestrator.records.site import Site
from orchestrator.verify.static_checks.workflow_files import OURS, deploys_pages, workflow_files

_FILE_NAME = re.compile(r"(?<![\w/.-])[\w-][\w./-]*\.(?:json|csv|txt|html|svg|png|xml)\b")
_CLOCK_SKEW = timedelta(seconds=5)


@dataclass(frozen=True)
class CustomWorkflow:
    """The workflows of a site that deploy Pages, and the files that only they can make."""

    paths: frozenset[str]
    outputs: tuple[str, ...]
    """Files that a brief names and the repository does not hold, such as `result.json`; may be empty."""

    def is_served(self, job: Job, run: WorkflowRun) -> bool:
        """Whether all outputs of the workflow are served, newer than its run."""
        return all(_is_fresh(job, name, run) for name in self.outputs or ("",))


def find_custom_workflow(site: Site, briefs: Iterable[str]) -> CustomWorkflow | None:
    """The site's own deploying workflows; None if `pages.yml` of this system deploys it."""
    paths = [path for path in workflow_files(site) if path != OURS]
    deploying = frozenset(path for path in paths if deploys_pages(Site({path: site[path]})))
    if not deploying:
        return None
    named = [name for brief in briefs for name in _FILE_NAME.findall(brief)]
    return CustomWorkflow(deploying, tuple(name for name in dict.fromkeys(named) if name not in site))


def _is_fresh(job: Job, name: str, run: WorkflowRun) -> bool:
    try:
        answer = job.served(name, str(run.id), max_bytes=1)
        changed = parsedate_to_datetime(answer.headers.get("last-modified", ""))
    except (OutsideError, ValueError):
        return False
    return answer.status == 200 and run.started is not None and changed >= run.started - _CLOCK_SKEW
