"""What can go wrong while a site is verified."""

from orchestrator.errors import OrchestratorError


class BrowserLost(OrchestratorError):
    """The browser's process ended or stopped answering."""


class BrowserTimeout(BrowserLost):
    """It stopped answering."""


class PageUnresponsive(OrchestratorError):
    """The page did not answer."""

    def __init__(self, doing: str, seconds: float) -> None:
        """Say what was being done, and for how long the page was waited for."""
        super().__init__(f"the page hung: no answer for {seconds:.0f} s while {doing}")


class StepFailed(OrchestratorError):
    """A step could not be made, or what it expects was not to be seen."""
