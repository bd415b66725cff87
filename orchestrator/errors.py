"""Every expected failure of the orchestrator, in one tree.

    OrchestratorError                exit 1
    ├── InputError                   exit 2   the request is wrong
    │   ├── InvalidField             a field of the task, the event or the form
    │   └── UnsafePath               a path that must not be written
    ├── SettingsError                exit 3   a setting is missing or wrong
    ├── GenerationError              exit 4   no site was generated (more in generate/errors.py)
    ├── GateRefused                  exit 5   the site must not be published
    ├── PublishError                 exit 6   GitHub or Pages refused it (more in publish/errors.py)
    └── CallbackError                exit 7   the evaluation URL did not accept the callback

A class takes data and makes the message: what failed, on what, what to do. `retryable` says whether running
the same job again can help; recovery leaves the others alone.
"""

from collections.abc import Sequence


class OrchestratorError(Exception):
    """The root of all expected failures, with the exit code of the command."""

    exit_code = 1
    retryable = True


class InputError(OrchestratorError):
    """The request itself is wrong; `expected` says what would be right."""

    exit_code = 2
    retryable = False
    expected = "something else"


class InvalidField(InputError):
    """One field of a task, an event or a form is not what was expected."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(f"{field}: expected {expected}")
        self.field = field
        self.expected = expected


class UnsafePath(InputError):
    """A file name from outside that must not become a path."""

    def __init__(self, path: str, reason: str) -> None:
        self.expected = f"a safe relative path, not {path[:120]!r}: {reason}"
        super().__init__(f"expected {self.expected}")
        self.path = path


class SettingsError(OrchestratorError):
    """A setting is missing or wrong; the message names it and never shows its value."""

    exit_code = 3
    retryable = False

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: expected {expected}")
        self.name = name


class GenerationError(OrchestratorError):
    """The generate stage produced no site."""

    exit_code = 4


class GateRefused(OrchestratorError):
    """The site breaks a rule of the gate, so it is not published; each of `reasons` names a file."""

    exit_code = 5
    retryable = False

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("the site must not be published: " + "; ".join(reasons))
        self.reasons = tuple(reasons)


class PublishError(OrchestratorError):
    """GitHub or Pages refused the site, or it did not become live in time."""

    exit_code = 6


class CallbackError(OrchestratorError):
    """The evaluation URL did not accept the callback."""

    exit_code = 7
