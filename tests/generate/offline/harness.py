"""Rounds applied one after another as the stage does it, and a page that was opened on the result."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from orchestrator.generate.app.draft import Draft
from orchestrator.generate.offline import build
from orchestrator.records import PastRound
from orchestrator.records.site import Site
from orchestrator.task.event import read_task

ROOT = Path(__file__).resolve().parents[3]
NODE_MODULES = ROOT / ".cache" / "npm" / "node_modules"


@dataclass(frozen=True)
class Round:
    """What one request brings, and the code that must be true from then on."""

    brief: str
    checks: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Built:
    """An app after one or more rounds."""

    site: Site | None = None
    past: tuple[PastRound, ...] = ()
    drafts: list[Draft] = field(default_factory=list)

    @property
    def checks(self) -> list[str]:
        """The code checks of every round."""
        return [check.body for past in self.past for check in past.checks if check.kind == "js"]

    def then(
        self, brief: object, checks: Sequence[object] = (), files: Mapping[str, bytes | str] | None = None
    ) -> "Built":
        """Apply one more round, as the stage does it."""
        data = {
            name: body.encode() if isinstance(body, str) else body for name, body in (files or {}).items()
        }
        task = read_task(
            {
                "email": "ada@example.com",
                "task": "some-task",
                "round": len(self.past) + 1,
                "nonce": "n",
                "brief": brief,
                "checks": list(checks),
            }
        )
        draft = build(task, self.site, self.past, data)
        standing = self.site or Site({})
        site = standing.changed({**data, **draft.files}, draft.removed)
        past = PastRound(round=task.round, request="0" * 64, brief=task.brief, checks=task.checks)
        return Built(site, (*self.past, past), [*self.drafts, draft])

    def asked(self, each: Round) -> "Built":
        """Apply a round whose checks are code."""
        return self.then(each.brief, [{"js": check} for check in each.checks], each.files)

    def requested(self, fields: Mapping[str, Any]) -> "Built":
        """Apply a whole recorded request."""
        task = read_task(fields)
        files = {attachment.name: attachment.content for attachment in task.attachments}
        checks = [{"js": check.body} if check.kind == "js" else check.body for check in task.checks]
        return self.then(fields["brief"], checks, files)


@dataclass
class Visit:
    """One open page and what went wrong on it."""

    page: Page
    problems: list[str]
    address: str

    def sees(self, check: str) -> bool:
        """Poll a check until it is true, or five seconds are over."""
        try:
            # what throws is not true yet: data arrives after the page, and Playwright would give up at once
            wanted = f"() => {{ try {{ return !!({check}); }} catch {{ return false; }} }}"
            self.page.wait_for_function(wanted, timeout=5000)
        except Error:
            return False
        return True

    def text(self, selector: str) -> str:
        """The text of the first element that matches."""
        return self.page.locator(selector).first.inner_text()

    def says(self, selector: str, text: str) -> bool:
        """Whether the first element that matches comes to say exactly this: data arrives after the page."""
        return self.sees(f"document.querySelector({json.dumps(selector)}).innerText === {json.dumps(text)}")

    def verdict(self, built: Built) -> list[str]:
        """The checks of all rounds that stay false, and whatever is wrong with the page besides."""
        assert built.site is not None
        failing = [check for check in built.checks if not self.sees(check)]
        return [*failing, *self.flaws(), *parse_errors(built.site["index.html"])]

    def flaws(self) -> list[str]:
        """What no page may have: errors, sideways scrolling, serious findings of axe."""
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found = Axe().run(self.page).response["violations"]
        axe = [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in {"serious", "critical"}]
        return [*self.problems, *([f"{width} px too wide"] if width > 0 else []), *axe]


def parse_errors(page: bytes) -> list[str]:
    """What html5lib finds wrong with a document."""
    parser = html5lib.HTMLParser()
    parser.parse(page.decode())
    return [str(error) for error in parser.errors]
