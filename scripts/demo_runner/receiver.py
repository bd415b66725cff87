"""The receiver of the demo's callbacks: it takes exactly what the protocol names."""

from typing import Any

from scripts.evaluator.receiver import FIELDS, Answer, Receiver, read_callback


class CallbackReceiver(Receiver):
    """Listens on a free loopback port; `callbacks` has all accepted bodies, oldest first."""

    def __init__(self) -> None:
        """Open the port."""
        super().__init__(self._accept)
        self.callbacks: list[dict[str, Any]] = []

    def callbacks_for(self, nonce: str) -> list[dict[str, Any]]:
        """The callbacks of one request."""
        return [callback for callback in self.callbacks if callback["nonce"] == nonce]

    def _accept(self, body: bytes) -> Answer:
        callback = read_callback(body)
        if isinstance(callback, str):
            return 400, {"error": callback}
        if more := set(callback) - set(FIELDS):
            return 400, {"error": f"expected exactly the fields {', '.join(FIELDS)}, not {min(more)}"}
        self.callbacks.append(callback)
        return 200, {"status": "accepted", "late": False}
