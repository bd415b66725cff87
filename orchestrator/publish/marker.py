"""The marker `deployment.json`: what a site says about itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.errors import GateRefused
from orchestrator.records import Deployment, Generation, PastRound, Status, Tally, Verdict
from orchestrator.records.site import MARKER, Site
from orchestrator.task.event import Envelope


@dataclass(frozen=True)
class Proposal:
    """What the generate job hands over: an app, how it was made, and its verdict on it."""

    site: Site
    generation: Generation
    verdict: Verdict


def make_marker(
    envelope: Envelope, rounds: Sequence[PastRound], proposal: Proposal, site: Site
) -> Deployment:
    """The marker of `site`, made from a proposal, for an app of these earlier `rounds`."""
    task = envelope.task
    this = PastRound(round=task.round, request=envelope.digest, brief=task.brief, checks=task.checks)
    return Deployment(
        task=task.task,
        round=task.round,
        request=envelope.digest,
        received_at=envelope.received_at,
        content=site.content_digest(),
        generator=proposal.generation.generator,
        verdict=_tally(proposal.verdict, site),
        rounds=(*rounds, this),
    )


def with_marker(site: Site, marker: Deployment) -> Site:
    """The site with its marker."""
    return site.changed({MARKER: (marker.model_dump_json(indent=1) + "\n").encode()})


def _tally(verdict: Verdict, site: Site) -> Tally:
    """The verdict in numbers; a verdict on other content verifies nothing."""
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
    if reasons:
        raise GateRefused(reasons)
