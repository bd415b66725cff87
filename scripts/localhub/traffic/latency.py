"""How long GitHub takes for the things that are not instant."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Latency:
    """Seconds that the stand-in adds; all zero unless asked for.

    `api` to each REST call, `repository` to a creation, `push` to a push, `runner` before the first step of a
    run, `pages` to a deployment, and `edge` from there until the new content is served.
    """

    api: float = 0.0
    repository: float = 0.0
    push: float = 0.0
    runner: float = 0.0
    pages: float = 0.0
    edge: float = 0.0

    def scaled(self, factor: float) -> "Latency":
        """The same profile, faster or slower."""
        return replace(self, **{name: seconds * factor for name, seconds in vars(self).items()})


LIKE_GITHUB = Latency(api=0.15, repository=3.0, push=2.0, runner=4.0, pages=40.0, edge=2.0)
"""Orders of magnitude of the real service for a first publication."""
