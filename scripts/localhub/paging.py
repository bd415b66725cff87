"""Pages of a listing with the Link header that points to the next one."""

from collections.abc import Sequence
from typing import TypeVar

from fastapi import Request, Response

from scripts.localhub.traffic.access import world_of

Item = TypeVar("Item")


def page(request: Request, response: Response, items: Sequence[Item]) -> list[Item]:
    """The items of the page that the query asks for; 30 on a page by default, 100 at most."""
    size = min(100, max(1, _number(request, "per_page", 30)))
    number = max(1, _number(request, "page", 1))
    last = max(1, -(-len(items) // size))
    links = {"next": number + 1, "last": last} if number < last else {}
    links |= {"first": 1, "prev": number - 1} if number > 1 else {}
    root = f"{world_of(request).url}{request.url.path}"
    texts = [f'<{root}?{_query(request, n)}>; rel="{rel}"' for rel, n in links.items()]
    if texts:
        response.headers["Link"] = ", ".join(texts)
    return list(items[(number - 1) * size : number * size])


def _number(request: Request, name: str, default: int) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isdigit() else default


def _query(request: Request, number: int) -> str:
    return str(request.url.include_query_params(page=number).query)
