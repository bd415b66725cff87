"""The marker `deployment.json`: what a site says about itself."""

from orchestrator.errors import GateRefused
from orchestrator.records import Deployment, Generation, PastRound, Status, Tally, Target, Verdict
from orchestrator.records.site import MARKER, Site
from orchestrator.task.event import Envelope


def make_marker(
    envelope: Envelope, target: Target, generation: Generation, verdict: Verdict, site: Site
) -> Deployment:
    """The marker of a site that was generated for a request on top of what stands at the target."""
    task = envelope.task
    this = PastRound(round=task.round, request=envelope.digest, brief=task.brief, checks=task.checks)
    before = target.deployment.rounds if target.deployment else ()
    return Deployment(
        task=task.task,
        round=task.round,
        request=envelope.digest,
        received_at=envelope.received_at,
        content=site.content_digest(),
        generator=generation.generator,
        verdict=_tally(verdict, site),
        rounds=(*before, this),
    )


def marked(site: Site, marker: Deployment) -> Site:
    """The site with its marker."""
    return site.changed({MARKER: (marker.model_dump_json(indent=1) + "\n").encode()})


def _tally(verdict: Verdict, site: Site) -> Tally:
    """The verdict in numbers; one about another content verifies nothing."""
    return Tally(
        verified=verdict.verified and verdict.content == site.content_digest(),
        passed=len(verdict.counted(Status.PASSED)),
        failed=len(verdict.counted(Status.FAILED)),
        not_run=len(verdict.counted(Status.NOT_RUN)),
    )


def refuse_broken(site: Site, marker: Deployment) -> None:
    """Ask the gate once more, right before the push.

    Raises:
        GateRefused: the site breaks a rule that is never bent.
    """
    from orchestrator.verify.static_checks.gate import gate

    results = gate(site, "\n\n".join(past.brief for past in marker.rounds))
    reasons = [f"{result.check}: {result.seen}" for result in results if result.status is Status.FAILED]
    if reasons:
        raise GateRefused(reasons)
