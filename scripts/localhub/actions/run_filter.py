"""The filters of a listing of runs."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from scripts.localhub.models import Run


def matching(runs: Iterable[Run], query: Mapping[str, str]) -> list[Run]:
    """The runs that satisfy `event`, `status`, `branch`, `head_sha`, `actor` and `created`."""
    return [run for run in runs if _matches(run, query)]


def _matches(run: Run, query: Mapping[str, str]) -> bool:
    plain = {"event": run.event, "branch": run.branch, "head_sha": run.sha, "actor": run.actor}
    if any(query.get(name) not in {None, "", value} for name, value in plain.items()):
        return False
    if query.get("status") not in {None, "", run.status, run.conclusion}:
        return False
    wanted = query.get("created", "")
    return not wanted or _in_range(run.created_at.replace(microsecond=0), wanted)


def _in_range(moment: datetime, wanted: str) -> bool:
    """Compare with `>=…`, `<…` or `a..b`, as GitHub's search syntax has it; a bare date is a whole day."""
    if ".." in wanted:
        low, high = wanted.split("..", 1)
        return (low == "*" or moment >= _parse(low)) and (high == "*" or moment <= _parse(high))
    comparisons = {">=": moment.__ge__, "<=": moment.__le__, ">": moment.__gt__, "<": moment.__lt__}
    for sign, compare in comparisons.items():
        if wanted.startswith(sign):
            return compare(_parse(wanted.removeprefix(sign)))
    return moment.isoformat().startswith(wanted.removesuffix("Z"))


def _parse(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
