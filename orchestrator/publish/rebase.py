"""Two rounds that started from the same commit: the changes of one applied to the other."""

from orchestrator.publish.errors import BranchMoved
from orchestrator.records.site import MARKER, Site

_REWRITTEN = frozenset({MARKER, "README.md"})
"""Written anew in every round, so two rounds always differ in them; the later one's are kept."""


def rebase(repository: str, base: Site, theirs: Site, ours: Site) -> Site:
    """What `ours` changed since `base`, applied to `theirs`; the result has no marker.

    Raises:
        BranchMoved: both changed a file, and not to the same bytes.
    """
    mine = _changed(base, ours)
    conflicts = (mine & _changed(base, theirs)) - _REWRITTEN
    conflicts = {path for path in conflicts if ours.get(path) != theirs.get(path)}
    if conflicts:
        raise BranchMoved(repository, tuple(sorted(conflicts)))
    kept = {path: ours[path] for path in mine if path in ours}
    return theirs.changed(kept, frozenset(path for path in mine if path not in ours) | {MARKER})


def _changed(before: Site, after: Site) -> set[str]:
    """The paths that were added, removed or changed."""
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}
