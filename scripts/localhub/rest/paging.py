"""Pages of a listing with the Link header that points to the next one."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response

Item = TypeVar("Item")


class Paging:
    """The page that the query asks for; 30 items on a page by default, 100 at most."""

    def __init__(self, request: Request, response: Response, per_page: int = 30, page: int = 1) -> None:
        """Read the query; the Link header goes to `response`."""
        self._request, self._response = request, response
        self._size, self._page = min(100, max(1, per_page)), max(1, page)

    def cut(self, items: Sequence[Item]) -> list[Item]:
        """The items of the page."""
        size, page = self._size, self._page
        last = max(1, -(-len(items) // size))
        links = {"next": page + 1, "last": last} if page < last else {}
        links |= {"first": 1, "prev": page - 1} if page > 1 else {}
        url = self._request.url
        texts = [f'<{url.include_query_params(page=number)}>; rel="{rel}"' for rel, number in links.items()]
        if texts:
            self._response.headers["Link"] = ", ".join(texts)
        return list(items[(page - 1) * size : page * size])


Page = Annotated[Paging, Depends()]
