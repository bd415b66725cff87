"""Why no site came out of the generate stage.

GenerationError              exit 4
├── BaseUnreadable           the target repository could not be read
├── ForeignRepository        the target repository was not made by this system
└── ModelFailed              no provider gave a usable answer
"""

from collections.abc import Sequence

from orchestrator.errors import GenerationError


class BaseUnreadable(GenerationError):
    """The target repository could not be read."""

    def __init__(self, repository: str, reason: str) -> None:
        """Name the repository and say what git or GitHub answered."""
        super().__init__(f"{repository}: cannot be read: {reason}; run the job again")


class ForeignRepository(GenerationError):
    """The target repository holds something that this system did not make."""

    repeatable = False

    def __init__(self, repository: str, reason: str) -> None:
        """Name the repository and say how it shows."""
        super().__init__(
            f"{repository}: {reason}, so it is not overwritten; rename it or send another name as `repo`"
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
