"""The model as an author: writes a first version, revises what stands, repairs what failed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestrator.generate.budget import PROMPT_TOKENS
from orchestrator.generate.changes import Changes
from orchestrator.generate.draft import About, Draft
from orchestrator.generate.edits import Misfit
from orchestrator.generate.failures import ModelFailed, TooLong
from orchestrator.generate.manifest import missing_from
from orchestrator.generate.prompt import (
    Prompt,
    Request,
    marked,
    repair_prompt,
    revise_prompt,
    shown,
    write_prompt,
)
from orchestrator.generate.talk import Talk
from orchestrator.records import Site

if TYPE_CHECKING:
    from orchestrator.generate.providers import Chain

logger = logging.getLogger(__name__)

SMALLER = (1, 2, 4)
"""By what the budget of a prompt is divided when a model finds it too long."""


@dataclass
class Author:
    """Asks the chain for one request; `notes` gathers what README and summary must say."""

    chain: "Chain"
    request: Request
    base: Site | None
    limit: int = PROMPT_TOKENS
    notes: list[str] = field(default_factory=list)
    model: str = ""
    """Who wrote last."""
    about: About | None = None
    """What was last said for the README."""

    def write(self) -> Draft:
        """The first version: whole files, or edits over the base of an earlier round.

        Raises:
            ModelFailed: no provider gave a usable reply.
        """
        base = self.base
        if base is None:
            return self._turn("write", lambda limit: write_prompt(self.request, limit), Site({}))
        return self._turn("revise", lambda limit: revise_prompt(self.request, base, limit), base)

    def repair(self, site: Site, failures: str) -> Draft:
        """Changes to `site` that should mend what the report `failures` tells.

        Raises:
            ModelFailed: no provider gave a usable reply.
        """
        return self._turn("repair", lambda limit: repair_prompt(self.request, site, failures, limit), site)

    def _turn(self, purpose: str, make: Callable[[int], Prompt], over: Site) -> Draft:
        for divisor in SMALLER:
            prompt = make(self.limit // divisor)
            talk = Talk(self.chain, prompt.messages)
            try:
                draft = self._drafted(purpose, talk, over)
            except TooLong as error:
                logger.info("%s: %s; a shorter one is tried", purpose, error)
                reason = str(error)
                continue
            self.model = talk.model
            if prompt.left_out:
                self._note(f"The model was not shown everything ({purpose}): {'; '.join(prompt.left_out)}.")
            return draft
        raise ModelFailed([reason])

    def _drafted(self, purpose: str, talk: Talk, over: Site) -> Draft:
        changes = Changes(over, self.request.attachments, self.request.sources)
        misfits = changes.take(talk.hear(purpose))
        self._settle(talk, changes, misfits)
        self._complete(talk, changes)
        for reason in changes.rejected:
            logger.info("%s: %s", purpose, reason)
        self.about = changes.about or self.about or About(self.request.task.title, self.request.task.brief)
        return Draft(files=changes.drafted(), about=self.about, removed=frozenset(changes.removed))

    def _settle(self, talk: Talk, changes: Changes, misfits: dict[str, tuple[Misfit, ...]]) -> None:
        """Have edits that do not fit given once more, and then the files whole."""
        for whole in (False, True):
            if not misfits:
                return
            logger.info("edits that fit nowhere: %d files", len(misfits))
            told = [
                {
                    "path": path,
                    "reason": misfit.reason,
                    "search": marked("search", misfit.edit.search),
                    "nearest": marked("lines", misfit.nearest) if misfit.nearest else "",
                }
                for path, several in misfits.items()
                for misfit in several
            ]
            paths = sorted(misfits)
            talk.add(
                "misfits",
                {"misfits": told, "whole": whole, "paths": paths, "files": shown(changes.site(), paths)},
            )
            parsed = talk.hear("whole files" if whole else "edits again")
            misfits = {
                path: several for path, several in changes.take(parsed).items() if path not in parsed.files
            }
        for path in misfits:
            self._note(f"A change to {path} could not be applied.")

    def _complete(self, talk: Talk, changes: Changes) -> None:
        """Ask once for what is missing or lost, and note what stays so."""
        missing = missing_from(changes.site(), self.request.named)
        if missing or changes.lost_ids() or changes.lost_files():
            logger.info("asking for what is missing: %d files, %d ids", len(missing), len(changes.lost_ids()))
            talk.add(
                "lacking",
                {
                    "missing": missing,
                    "lost_ids": changes.lost_ids(),
                    "lost_files": changes.lost_files(),
                    "rejected": changes.rejected,
                },
            )
            self._ask_for_rest(talk, changes)
        for path, why in missing_from(changes.site(), self.request.named).items():
            self._note(f"{path} is missing: {why}.")
        for name in changes.lost_ids():
            self._note(f"The id {name} of an earlier version is gone.")
        for path in changes.lost_files():
            self._note(f"The file {path} of an earlier version was deleted.")

    def _ask_for_rest(self, talk: Talk, changes: Changes) -> None:
        try:
            for path in changes.take(talk.hear("missing")):
                self._note(f"A change to {path} could not be applied.")
        except (ModelFailed, TooLong) as error:
            logger.warning("missing: %s", error)

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)
