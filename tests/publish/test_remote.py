"""git over HTTP: which failures are temporary."""

import pytest

from orchestrator.publish.errors import Refusal
from orchestrator.publish.git.errors import git_error

REJECTED, RETURNED = "! [remote rejected] main -> main", "fatal: The requested URL returned error: 403"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (f"{REJECTED} (Internal Server Error)", None),
        (f"remote: fatal error in commit_refs\n{REJECTED} (git_error)", None),
        (f"error: remote unpack failed\n{REJECTED} (unpacker error)", None),
        (f"remote: Repository is read-only for maintenance\n{REJECTED} (hook declined)", None),
        (f"remote: Please try again.\n{RETURNED}", None),
        (RETURNED, None),
        ("", None),
        (f"remote: GH006: Branch update failed\n{REJECTED} (branch hook declined)", Refusal.OTHER),
        (f"remote: GH001: Large files detected.\n{REJECTED} (hook declined)", Refusal.OTHER),
        (f"remote: error: GH013: a git_error of rules\n{REJECTED} (push declined)", Refusal.OTHER),
        (f"remote: Your account is locked due to a billing issue.\n{RETURNED}", Refusal.OTHER),
        (f"remote: `crew` forbids access by such a token.\n{RETURNED}", Refusal.ORGANISATION),
        (f"remote: The owner has an IP allow list enabled\n{RETURNED}", Refusal.ORGANISATION),
    ],
)
def test_only_a_refusal_that_stands_ends_the_task(said: str, kind: Refusal | None) -> None:
    error = git_error("push the commit", "https://github.com/crew/app.git", said)
    assert getattr(error, "kind", None) == kind
    assert str(error).removeprefix("push the commit: ")
