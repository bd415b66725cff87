"""The steps of a job as its workflow file lists them."""

from collections.abc import Mapping
from typing import Any

from scripts.localhub.records import Step


def steps_of(job: Mapping[str, Any]) -> list[Step]:
    """All steps, queued; a name with an expression in it is replaced when act has worked it out."""
    return [
        Step(str(step.get("id") or number), _name(step), number + 1)
        for number, step in enumerate(job.get("steps") or ())
    ]


def _name(step: Mapping[str, Any]) -> str:
    return str(step.get("name") or step.get("uses") or step.get("run")).strip().partition("\n")[0]
