"""The live page, in a browser without any fence: what its visitors get."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Error, Page, Route

from orchestrator.task.model import Check
from orchestrator.verify.browser_process.network_policy import mirrored
from scripts.evaluator.finding import Finding, found

LOOK_MILLISECONDS = 250


@dataclass(frozen=True)
class Visit:
    """Looks at one live site; `mirror` is a node_modules folder that stands in for CDNs."""

    browser: Browser
    url: str
    seconds: float
    """What a check may take to become true."""
    mirror: str | None = None

    def files(self, expected: Mapping[str, bytes]) -> Iterator[Finding]:
        """Every file beside the page, byte for byte."""
        context = self.browser.new_context()
        for name, content in expected.items():
            answer = context.request.get(urljoin(self.url, name))
            same = answer.status == 200 and answer.body() == content
            yield found(f"{name} is served", same, f"{answer.status}, {len(answer.body())} bytes")
        context.close()

    def checks(self, checks: Sequence[Check]) -> Iterator[Finding]:
        """Every check on a page of its own; a sentence is left to a person."""
        for check in checks:
            if check.kind == "text":
                yield Finding(check.body, "by hand", "a sentence: read the page and the repository")
                continue
            page = self.browser.new_page()
            if self.mirror:
                page.route("https://**", partial(_from_mirror, Path(self.mirror)))
            yield self._judged(page, check.body)
            page.close()

    def _judged(self, page: Page, code: str) -> Finding:
        """Poll the code in the page until it is true, or its time is up."""
        try:
            answer = page.goto(self.url)
        except Error as error:
            return found(code, False, _words(error))
        if answer is None or not answer.ok:
            return found(code, False, f"{self.url} answered {answer.status if answer else 'nothing'}")
        limit = time.monotonic() + self.seconds
        good, seen = _look(page, code)
        while not good and time.monotonic() < limit:
            page.wait_for_timeout(LOOK_MILLISECONDS)
            good, seen = _look(page, code)
        return found(code, good, seen)


def _look(page: Page, code: str) -> tuple[bool, str]:
    try:
        value = page.evaluate(code)
    except Error as error:
        return False, _words(error)
    return bool(value), repr(value)[:100]


def _from_mirror(mirror: Path, route: Route) -> None:
    library = mirrored(route.request.url, mirror)
    if library:
        route.fulfill(path=library, headers={"Access-Control-Allow-Origin": "*"})
    else:
        route.continue_()


def _words(error: Error) -> str:
    return error.message.splitlines()[0][:200]
