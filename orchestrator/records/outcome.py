"""The outcome of a run in one sentence: for summary, annotations, the app's README and commit status."""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.records import CheckResult, Kind, Publication, Receipt, StageTime, Status, Verdict
from orchestrator.text.display import one_line


@dataclass(frozen=True)
class Outcome:
    """The sentence, and whether everything that was asked for is there."""

    sentence: str
    complete: bool


def describe_checks(verdict: Verdict) -> str:
    """How many checks of the request passed, failed, and were not tried."""
    counted = [result for result in verdict.results if result.kind is not Kind.ADVISORY]
    own = [result for result in counted if result.round > 0]
    passed, failed, not_run = (_count(own, status) for status in Status)
    parts = [f"{passed} of {len(own)} checks passed" if own else "the request has no checks that count"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{not_run} not tried"] if not_run else []
    standard = _count([result for result in counted if result.round == 0], Status.FAILED)
    parts += [f"{standard} standard {'check' if standard == 1 else 'checks'} failed"] if standard else []
    return ", ".join(parts)


def describe_run(
    verdict: Verdict | None,
    publication: Publication | None,
    receipt: Receipt | None,
    timeline: Sequence[StageTime] = (),
) -> Outcome:
    """The outcome of a run from whatever it left behind."""
    failed = next((stage for stage in reversed(timeline) if stage.outcome == "failed"), None)
    verified = publication is not None and (verdict is None or verdict.verified)
    state = f"Live{' and verified' if verdict and verified else ''}" if publication else "Not live"
    parts = [state + (f": {describe_checks(verdict)}" if verdict else "")]
    if publication and publication.note:
        parts.append(publication.note.rstrip("."))
    if publication:
        parts.append(_callback(receipt))
    if failed and not (publication and receipt):
        parts.append(f"{failed.stage} failed: {one_line(failed.error or 'see the log', 200).rstrip('.')}")
    delivered = receipt is None or receipt.delivered or not receipt.attempts
    complete = publication is not None and verified and delivered and failed is None
    advice = _advice(verdict, publication, failed)
    return Outcome(". ".join(part[0].upper() + part[1:] for part in [*parts, advice] if part) + ".", complete)


def _count(results: Sequence[CheckResult], status: Status) -> int:
    return sum(result.status is status for result in results)


def _callback(receipt: Receipt | None) -> str:
    if receipt is None:
        return "the callback was not sent yet"
    if not receipt.attempts:
        return "no callback was requested"
    return "the callback was accepted" if receipt.delivered else one_line(receipt.detail, 200).rstrip(".")


def _advice(verdict: Verdict | None, publication: Publication | None, failed: StageTime | None) -> str:
    """What to do next; empty if there is nothing."""
    if failed and failed.retryable:
        return "the run is repeated by itself, at most twice"
    if failed:
        return "it is not repeated: correct the cause and send the request again"
    if publication and verdict and not verdict.verified:
        return "send a later round that names what is missing"
    return ""
