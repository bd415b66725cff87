"""Refusals with the status, headers and body that GitHub gives."""

from collections.abc import Mapping, Sequence
from typing import Any

DOCS = "https://docs.github.com/rest"


class ApiError(Exception):
    """An answer other than success; the app turns it into a response."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[object] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`message` in GitHub's words; `errors` is the list that explains a 422."""
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"message": message, "documentation_url": DOCS, "status": str(status)}
        if errors:
            self.body["errors"] = list(errors)


def not_found() -> ApiError:
    """The answer for what does not exist, and for what the caller may not see."""
    return ApiError(404, "Not Found")
