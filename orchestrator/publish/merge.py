"""Two rounds that started from the same commit: one laid over the other, where they do not meet."""

from orchestrator.publish.errors import BranchMoved
from orchestrator.records.site import MARKER, Site

_FURNISHED = frozenset({MARKER, "README.md"})
"""Written anew in every round, so two rounds always differ in them; the later one's stay."""


def lay_over(repository: str, base: Site, theirs: Site, ours: Site) -> Site:
    """What `ours` changed since `base`, put over `theirs`; no marker in the result.

    Raises:
        BranchMoved: both changed a file, and not to the same bytes.
    """
    mine, other = changed(base, ours), changed(base, theirs)
    both = {path for path in (mine & other) - _FURNISHED if ours.get(path) != theirs.get(path)}
    if both:
        raise BranchMoved(repository, tuple(sorted(both)))
    kept = {path: ours[path] for path in mine if path in ours}
    return theirs.changed(kept, frozenset(path for path in mine if path not in ours) | {MARKER})


def changed(before: Site, after: Site) -> set[str]:
    """The paths that were added, removed or changed."""
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}
