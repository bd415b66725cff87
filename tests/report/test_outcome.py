"""The one sentence about a run."""

from typing import Any

import pytest

from orchestrator.records import CheckResult, Kind, Publication, Receipt, StageTime, Status, Verdict
from orchestrator.records.outcome import describe_checks, describe_run

LIVE = Publication(
    repo_url="https://github.com/owner/tides", commit_sha="a" * 40,
    pages_url="https://owner.github.io/tides/", live=True, pushed=True,
)  # fmt: skip
ACCEPTED = Receipt(delivered=True, status_code=200, attempts=1, detail="the evaluation URL answered 200")
REFUSED = Receipt(
    delivered=False, status_code=400, attempts=1, detail="the evaluation URL refused the callback: no"
)
NONE = Receipt(delivered=False, status_code=None, attempts=0, detail="")


def verdict(passed: int = 0, failed: int = 0, not_run: int = 0, standard: int = 0) -> Verdict:
    statuses = [Status.PASSED] * passed + [Status.FAILED] * failed + [Status.NOT_RUN] * not_run
    own = [
        CheckResult(check=f"c{n}", kind=Kind.JS, status=status, round=1) for n, status in enumerate(statuses)
    ]
    always = [CheckResult(check="axe", kind=Kind.ALWAYS, status=Status.FAILED, round=0)] * standard
    return Verdict(content="", results=(*own, *always))


def failed(stage: str, error: str, *, retryable: bool) -> StageTime:
    return StageTime(stage=stage, start=0, end=1, outcome="failed", error=error, retryable=retryable)


@pytest.mark.parametrize(
    ("result", "said"),
    [(verdict(3), "3 of 3 checks passed"),
     (verdict(1, 2, 8), "1 of 11 checks passed, 2 failed, 8 not tried"),
     (verdict(1, standard=2), "1 of 1 checks passed, 2 standard checks failed"),
     (verdict(), "the request has no checks that count")],
)  # fmt: skip
def test_the_checks_of_the_request_are_counted(result: Verdict, said: str) -> None:
    assert describe_checks(result) == said


RUNS: list[tuple[dict[str, Any], str, bool]] = [
    ({"verdict": verdict(2), "publication": LIVE, "receipt": ACCEPTED},
     "Live and verified: 2 of 2 checks passed. The callback was accepted.", True),
    ({"verdict": verdict(2), "publication": LIVE, "receipt": NONE},
     "Live and verified: 2 of 2 checks passed. No callback was requested.", True),
    ({"verdict": verdict(1, 1), "publication": LIVE, "receipt": ACCEPTED},
     ("Live: 1 of 2 checks passed, 1 failed. The callback was accepted. "
     "Send a later round that names what is missing."), False),
    ({"verdict": verdict(1), "publication": LIVE, "receipt": REFUSED,
      "timeline": [failed("report", "refused", retryable=False)]},
     ("Live and verified: 1 of 1 checks passed. The evaluation URL refused the callback: no. "
     "It is not repeated: correct the cause and send the request again."), False),
    ({"verdict": verdict(1), "publication": None, "receipt": None,
      "timeline": [failed("publish", "look up the owner of TARGET_TOKEN: expired", retryable=False)]},
     ("Not live: 1 of 1 checks passed. Publish failed: look up the owner of TARGET_TOKEN: expired. "
     "It is not repeated: correct the cause and send the request again."), False),
    ({"verdict": None, "publication": None, "receipt": None,
      "timeline": [failed("generate", "no provider answered", retryable=True)]},
     "Not live. Generate failed: no provider answered. The run is repeated by itself, at most twice.", False),
]  # fmt: skip


@pytest.mark.parametrize(("run", "sentence", "complete"), RUNS)
def test_a_run_is_one_outcome(run: dict[str, Any], sentence: str, complete: bool) -> None:
    outcome = describe_run(**run)
    assert (outcome.sentence, outcome.complete) == (sentence, complete)
