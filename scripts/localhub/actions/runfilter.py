"""The filters of a listing of runs."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from scripts.localhub.records import Run, stamp


def matching(runs: Iterable[Run], query: Mapping[str, str]) -> list[Run]:
    """The runs that satisfy `event`, `status`, `branch`, `head_sha`, `actor` and `created`."""
    return [run for run in runs if _fits(run, query)]


def _fits(run: Run, query: Mapping[str, str]) -> bool:
    plain = {"event": run.event, "branch": run.branch, "head_sha": run.sha, "actor": run.actor}
    if any(query.get(name) not in {None, "", value} for name, value in plain.items()):
        return False
    if query.get("status") not in {None, "", run.status, run.conclusion}:
        return False
    return _in_range(str(stamp(run.created_at)), query.get("created", ""))


def _in_range(moment: str, wanted: str) -> bool:
    """Compare with `2026-01-01`, `>=…`, `<…` or `a..b`, as GitHub's search syntax has it."""
    if not wanted:
        return True
    when = _parse(moment)
    if ".." in wanted:
        low, high = wanted.split("..", 1)
        return (low == "*" or when >= _parse(low)) and (high == "*" or when <= _parse(high))
    for sign in (">=", "<=", ">", "<"):
        if wanted.startswith(sign):
            limit = _parse(wanted.removeprefix(sign))
            return {">=": when >= limit, "<=": when <= limit, ">": when > limit, "<": when < limit}[sign]
    return moment.startswith(wanted)


def _parse(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00").replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
