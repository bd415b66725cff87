"""Why no site came out of the generate stage.

GenerationError              exit 4
├── BaseUnreadable           the target repository could not be read
├── ForeignRepository        the target repository was not made by this system
├── Superseded               a newer round stands there already
└── ModelFailed              no provider gave a usable answer
"""

from collections.abc import Sequence

from orchestrator.errors import GenerationError

Tokens = tuple[int | None, int | None]
"""Of prompt and completion, as far as the endpoint told them."""


class BaseUnreadable(GenerationError):
    """The target repository could not be read."""

    def __init__(self, repository: str, reason: str) -> None:
        """Name the repository and say what git or GitHub answered."""
        super().__init__(f"{repository}: cannot be read: {reason}; try again")


class ForeignRepository(GenerationError):
    """The target repository holds something that this system did not make."""

    retryable = False

    def __init__(self, repository: str, reason: str) -> None:
        """Name the repository and say how it shows."""
        super().__init__(
            f"{repository}: {reason}, so it is not overwritten; rename it or send another name as `repo`"
        )


class Superseded(GenerationError):
    """A run that was lost is repeated after a newer round was published; its own would undo that one."""

    retryable = False

    def __init__(self, repository: str, asked: int, standing: int) -> None:
        """Name the repository, the round that was `asked` for and the one that is `standing` there."""
        super().__init__(
            f"{repository}: round {standing}, which was asked for later, stands there already; "
            f"round {asked} would undo it, so it is not built; if it is still wanted, send it anew"
        )


class ModelFailed(GenerationError):
    """No provider gave a usable answer."""

    def __init__(self, reasons: Sequence[str]) -> None:
        """List what every provider failed with, in the order in which they were tried."""
        super().__init__(
            "no model gave a usable answer: "
            + "; ".join(reasons)
            + " (ON_MODEL_FAILURE=offline would let the offline generator step in)"
        )
        self.reasons = tuple(reasons)


class CallFailed(GenerationError):
    """One call of a model brought nothing usable, and repeating it is useless."""

    retry_after: float | None = None

    def __init__(
        self, model: str, reason: str, retry_after: float | None = None, tokens: Tokens = (None, None)
    ) -> None:
        """Name the model, a `reason` without anything private, the seconds it asked to wait, its tokens."""
        super().__init__(f"{model}: {reason}")
        self.model = model
        self.reason = reason
        self.retry_after = retry_after
        self.tokens = tokens


class TemporaryFailure(CallFailed):
    """It may pass: a server error, a lost connection, a stream that broke early."""


class Overloaded(CallFailed):
    """The endpoint asks to come back later (rate limit, model still loading); waiting is free."""


class ProviderUnavailable(CallFailed):
    """This endpoint will not answer at all: wrong key, no access, unknown model, quota used up."""


class DeclinedForSafety(CallFailed):
    """The model or its provider declined the request for safety."""


class PromptTooLong(CallFailed):
    """The prompt does not fit the model's context."""


class ReplyUnusable(CallFailed):
    """The model answered, but not with a whole reply in the format."""
