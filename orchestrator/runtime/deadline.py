"""The time limit of one task: ten minutes from its receipt, divided among the stages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """The wall clock, for entry points to pass in."""
    return datetime.now(UTC)


def task_end(received_at: datetime, task_seconds: float, now: datetime) -> datetime:
    """When a task's time is over; a receipt in the future (a fast clock) counts as now."""
    return min(received_at, now) + timedelta(seconds=task_seconds)


@dataclass(frozen=True)
class Deadline:
    """A moment by which something must be done; `now` is replaceable for tests."""

    at: datetime
    now: Callable[[], datetime] = utc_now

    @classmethod
    def after(cls, seconds: float, now: Callable[[], datetime] = utc_now) -> "Deadline":
        """`seconds` from now."""
        return cls(now() + timedelta(seconds=seconds), now)

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, (self.at - self.now()).total_seconds())

    @property
    def passed(self) -> bool:
        """True if no time is left."""
        return self.remaining() == 0.0

    def within(self, seconds: float) -> "Deadline":
        """This deadline, or `seconds` from now if that is sooner."""
        return min(self, Deadline.after(seconds, self.now), key=lambda deadline: deadline.at)


def task_deadline(received_at: datetime, seconds: float, least: float, now: datetime) -> Deadline:
    """`seconds` after a task's receipt; a run that starts late (a long queue, a re-run) still has `least`."""
    return Deadline(max(task_end(received_at, seconds, now), now + timedelta(seconds=least)))
