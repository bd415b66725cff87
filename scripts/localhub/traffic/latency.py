"""How long GitHub takes for the things that are not instant."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Latency:
    """Seconds that the stand-in adds; all zero unless asked for."""

    api: float = 0.0
    """Each REST call."""
    repository: float = 0.0
    """Creating a repository."""
    push: float = 0.0
    """Receiving a push."""
    runner: float = 0.0
    """From the event to the first step of a run."""
    pages: float = 0.0
    """From the deploy step's request to the site being built."""
    edge: float = 0.0
    """From there to the new content being served."""

    def scaled(self, factor: float) -> "Latency":
        """The same profile, faster or slower."""
        return replace(self, **{name: seconds * factor for name, seconds in vars(self).items()})


LIKE_GITHUB = Latency(api=0.15, repository=3.0, push=2.0, runner=4.0, pages=40.0, edge=2.0)
"""Orders of magnitude of the real service for a first publication."""
