"""What can go wrong while a site is verified, apart from the site itself."""

from orchestrator.errors import OrchestratorError


class BrowserLost(OrchestratorError):
    """The browser's process ended or stopped answering."""
