"""Rate limits: requests an hour for each token, and the secondary ones for bursts."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

WINDOW = 3600


@dataclass
class Limits:
    """Counts requests in windows of an hour; `per_hour` may be lowered to see what happens."""

    per_hour: int = 5000
    job_per_hour: int = 1000
    used: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.time)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def core(self, key: str = "", limit: int | None = None) -> dict[str, Any]:
        """The state of one key's window, as `GET /rate_limit` shows it."""
        limit = limit or self.per_hour
        used = min(self.used[key], limit)
        return {"limit": limit, "remaining": limit - used, "reset": int(self.started + WINDOW), "used": used}
