"""The marker `deployment.json`: what a site says about itself."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.errors import GateRefused
from orchestrator.records import Deployment, Generation, PastRound, Status, Tally, Verdict
from orchestrator.records.site import MARKER, Site
from orchestrator.task.event import Envelope
from orchestrator.task.ownership import sender_digest

MAX_MARKER = 4 * 1024 * 1024
"""Bytes; a larger one could not be read back."""


@dataclass(frozen=True)
class Proposal:
    """What the generate job hands over: an app, how it was made, and its verdict on it."""

    site: Site
    generation: Generation
    verdict: Verdict


def this_round(envelope: Envelope) -> PastRound:
    """The round of a request."""
    task, attached = envelope.task, hashlib.sha256()
    for attachment in task.attachments:
        attached.update(f"{attachment.name}\0{len(attachment.content)}\0".encode() + attachment.content)
    return PastRound(
        round=task.round,
        request=envelope.digest,
        brief=task.brief,
        checks=task.checks,
        attachments=attached.hexdigest(),
    )


def make_marker(
    envelope: Envelope, repository: str, rounds: Sequence[PastRound], proposal: Proposal
) -> Deployment:
    """The marker of a proposal for the app in `repository`, which has these earlier `rounds`."""
    this = this_round(envelope)
    return Deployment(
        task=envelope.task.task,
        round=this.round,
        request=this.request,
        sender=sender_digest(envelope.task, repository),
        received_at=envelope.received_at,
        content=proposal.site.content_digest(),
        generator=proposal.generation.generator,
        verdict=_tally(proposal.verdict, proposal.site),
        rounds=(*rounds, this),
    )


def with_marker(site: Site, marker: Deployment) -> Site:
    """The site with its marker."""
    return site.changed({MARKER: (marker.model_dump_json(indent=1) + "\n").encode()})


def _tally(verdict: Verdict, site: Site) -> Tally:
    """The verdict of the generate job in numbers; one on other content verifies nothing."""
    return Tally(
        verified=verdict.verified and verdict.content == site.content_digest(),
        passed=len(verdict.counted(Status.PASSED)),
        failed=len(verdict.counted(Status.FAILED)),
        not_run=len(verdict.counted(Status.NOT_RUN)),
    )


def require_gate(site: Site, marker: Deployment) -> None:
    """Check the very bytes that are about to be pushed.

    Raises:
        GateRefused: the site breaks a rule that no site may break.
    """
    from orchestrator.verify.static_checks.gate import gate

    results = gate(site, "\n\n".join(past.brief for past in marker.rounds))
    reasons = [f"{result.check}: {result.seen}" for result in results if result.status is Status.FAILED]
    if len(with_marker(site, marker)[MARKER]) > MAX_MARKER:
        reasons.append(f"{MARKER}: the briefs and checks of all rounds together are larger than 4 MB")
    if reasons:
        raise GateRefused(reasons)
