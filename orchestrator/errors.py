"""Every failure that the orchestrator can name, in one tree.

    OrchestratorError                exit 1
    ├── InputError                   exit 2   the request is wrong; repeating it is useless
    │   ├── InvalidField             a field of the task, the event or the form
    │   └── UnsafePath               a path that must not be written
    ├── SettingsError                exit 3   a setting is missing or wrong; repeating is useless until mended
    ├── GenerationError              exit 4   no site came out (more in generate/errors.py)
    ├── GateRefused                  exit 5   the site must not be published
    ├── PublishError                 exit 6   GitHub or Pages did not take it (more in publish/errors.py)
    └── CallbackError                exit 7   the evaluation URL did not take the callback

A class takes data and makes the sentence: what failed, on what, what to do. `repeatable` says whether running
the same job again can help; recovery leaves the others alone.
"""

from collections.abc import Sequence


class OrchestratorError(Exception):
    """The root: every expected failure, with the exit code of its command."""

    exit_code = 1
    repeatable = True


class InputError(OrchestratorError):
    """The request itself is wrong; `expected` says what would have been right."""

    exit_code = 2
    repeatable = False
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
    """A setting is missing or has a wrong value."""

    exit_code = 3
    repeatable = False

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: expected {expected}")
        self.name = name


class GenerationError(OrchestratorError):
    """No site came out of the generate stage."""

    exit_code = 4


class GateRefused(OrchestratorError):
    """The site broke a rule that is never bent, so it is not published."""

    exit_code = 5

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("the site must not be published: " + "; ".join(reasons))
        self.reasons = tuple(reasons)


class PublishError(OrchestratorError):
    """GitHub or Pages did not take the site, or it did not become live in time."""

    exit_code = 6


class CallbackError(OrchestratorError):
    """The evaluation URL did not acknowledge the callback."""

    exit_code = 7
