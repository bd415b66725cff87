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
        errors: Sequence[Mapping[str, Any] | str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Take GitHub's words; `errors` is the list that explains a 422."""
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {"message": message}
        if errors:
            self.body["errors"] = list(errors)
        self.body |= {"documentation_url": DOCS, "status": str(status)}


def not_found() -> ApiError:
    """What does not exist, or must not be seen to exist."""
    return ApiError(404, "Not Found")


def bad_credentials() -> ApiError:
    """An unknown, expired or revoked token."""
    return ApiError(401, "Bad credentials")


def requires_authentication() -> ApiError:
    """A request without a token where one is needed."""
    return ApiError(401, "Requires authentication")


def invalid(resource: str, field: str, message: str, code: str = "custom") -> ApiError:
    """A field that was understood and refused."""
    text = f"{message}" if code == "custom" else f"{resource} {code}"
    error = {"resource": resource, "code": code, "field": field, "message": text}
    return ApiError(422, "Validation Failed", [error])
