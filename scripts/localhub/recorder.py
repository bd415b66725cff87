"""The recorder: REST exchanges kept for whoever wants to compare them with GitHub's description."""

import threading
from dataclasses import dataclass, field

from scripts.localhub.traffic.calls import Call


@dataclass(frozen=True)
class Exchange:
    """One REST call with both bodies."""

    call: Call
    query: str
    asked: bytes
    answered: bytes


@dataclass
class Recorder:
    """Keeps exchanges while it is `active`."""

    active: bool = False
    exchanges: list[Exchange] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, exchange: Exchange) -> None:
        """Keep one exchange."""
        if self.active:
            with self._lock:
                self.exchanges.append(exchange)
