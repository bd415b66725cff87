"""Rounds applied one after another as the stage does it, and a page that was opened on the result."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from orchestrator.generate.offline import build
from orchestrator.records import PastRound
from orchestrator.records.site import Site
from orchestrator.task.event import read_task


@dataclass(frozen=True)
class Built:
    """An app after one or more rounds, with the notes of the last."""

    site: Site = field(default_factory=lambda: Site({}))
    past: tuple[PastRound, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The page that opens first."""
        return self.site.text("index.html")

    def then(
        self, brief: str, checks: Sequence[str] = (), files: Mapping[str, bytes | str] | None = None
    ) -> "Built":
        """Apply one more round whose checks are code; a break and indentation in the brief are one blank."""
        fields = {"brief": re.sub(r"\n +", " ", brief), "checks": [{"js": check} for check in checks]}
        return self._applied(fields, files or {})

    def requested(self, fields: Mapping[str, Any]) -> "Built":
        """Apply a whole recorded request."""
        files = {attachment.name: attachment.content for attachment in read_task(fields).attachments}
        return self._applied({"brief": fields["brief"], "checks": fields["checks"]}, files)

    def _applied(self, fields: Mapping[str, Any], files: Mapping[str, bytes | str]) -> "Built":
        data = {name: body.encode() if isinstance(body, str) else body for name, body in files.items()}
        sender = {"email": "ada@example.com", "task": "some-task", "nonce": "n"}
        task = read_task({**sender, **fields, "round": len(self.past) + 1})
        draft = build(task, self.site, self.past, data)
        past = PastRound(round=task.round, request="0" * 64, brief=task.brief, checks=task.checks)
        return Built(self.site.changed({**data, **draft.files}), (*self.past, past), draft.notes)


@dataclass
class Visit:
    """One open page and what went wrong on it."""

    page: Page
    problems: list[str]

    def sees(self, check: str) -> bool:
        """Poll a check until it is true, or five seconds are over; what throws is not true yet."""
        try:
            wanted = f"() => {{ try {{ return !!({check}); }} catch {{ return false; }} }}"
            self.page.wait_for_function(wanted, timeout=5000)
        except Error:
            return False
        return True

    def says(self, selector: str, text: str) -> bool:
        """Whether the first element that matches comes to say exactly this."""
        return self.sees(f"document.querySelector({json.dumps(selector)}).innerText === {json.dumps(text)}")

    def failed(self, built: Built) -> list[str]:
        """The checks of all rounds that stay false, and the errors on the console."""
        checks = [check.body for past in built.past for check in past.checks if check.kind == "js"]
        return [*(check for check in checks if not self.sees(check)), *self.problems]

    def flaws(self, built: Built) -> list[str]:
        """What no page may have: errors, sideways scrolling, serious findings of axe, broken markup."""
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found = Axe().run(self.page).response["violations"]
        axe = [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in {"serious", "critical"}]
        parser = html5lib.HTMLParser()
        parser.parse(built.html)
        markup = [str(error) for error in parser.errors]
        return [*self.problems, *([f"{width} px too wide"] if width > 0 else []), *axe, *markup]


Open = Callable[..., Visit]
"""Opens a built app: `path`, whether `cdn` is in reach, and `answers` to addresses outside."""


def is_(selector: str, text: str) -> str:
    """The check that an element says exactly this."""
    return f"document.querySelector(`{selector}`).textContent === '{text}'"


def has(selector: str, count: int = 1) -> str:
    """The check that at least so many elements match."""
    return f"document.querySelectorAll(`{selector}`).length >= {count}"


def in_code(text: str) -> str:
    """The check that the page's own script contains a text."""
    return f"document.querySelector('script').textContent.includes('{text}')"
