"""The model as an author: writes a first version, revises what stands, repairs what failed."""

import logging
from collections.abc import Callable
from dataclasses import astuple, dataclass, field, replace
from typing import TYPE_CHECKING

from orchestrator.generate.app.about import default_about
from orchestrator.generate.app.draft import About, Draft
from orchestrator.generate.app.manifest import missing_from
from orchestrator.generate.errors import ModelFailed, PromptTooLong
from orchestrator.generate.model.conversation import Conversation
from orchestrator.generate.prompt.budget import PROMPT_TOKENS
from orchestrator.generate.prompt.request import (
    Prompt,
    Request,
    marked,
    repair_prompt,
    revise_prompt,
    shown,
    write_prompt,
)
from orchestrator.generate.reply.changes import Changes, FailedEdits, lost_files, lost_ids
from orchestrator.generate.reply.edits import FailedEdit
from orchestrator.records.site import Site

if TYPE_CHECKING:
    from orchestrator.generate.model.providers import ProviderChain

logger = logging.getLogger(__name__)

SMALLER = (1, 2, 4)
"""By what the budget of a prompt is divided when a model finds it too long."""


@dataclass
class Author:
    """Asks the chain for one request. The notes of every draft are about the whole app as it then stands."""

    chain: "ProviderChain"
    request: Request
    base: Site | None
    limit: int = PROMPT_TOKENS
    model: str = ""
    """Who wrote last."""
    about: About | None = None
    """What was last said for the README."""
    _events: list[str] = field(default_factory=list)
    """What went wrong while the first version was written; what a repair brought, verification shows."""

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
            conversation = Conversation(self.chain, prompt.messages)
            try:
                draft = self._drafted(purpose, conversation, over)
            except PromptTooLong as error:
                logger.info("%s: %s; a shorter one is tried", purpose, error)
                reason = str(error)
                continue
            self.model = conversation.model
            if prompt.left_out and purpose != "repair":
                self._events.append(f"The model was not shown everything: {'; '.join(prompt.left_out)}.")
            return replace(draft, notes=(*self._events, *draft.notes))
        raise ModelFailed([reason])

    def _drafted(self, purpose: str, conversation: Conversation, over: Site) -> Draft:
        changes = Changes(over, self.request.attachments, self.request.sources)
        failed_edits = changes.apply(conversation.ask(purpose))
        failed = self._settle(conversation, changes, failed_edits) + self._complete(conversation, changes)
        if purpose != "repair":
            self._events += [f"A change to {path} could not be applied." for path in failed]
        for reason in changes.rejected:
            logger.info("%s: %s", purpose, reason)
        self.about = self._told_about(changes.about)
        return Draft(changes.drafted(), self.about, frozenset(changes.removed), self._state(changes.site()))

    def _settle(self, conversation: Conversation, changes: Changes, failed_edits: FailedEdits) -> list[str]:
        """Have edits that do not fit given once more, then the files whole; the paths that still failed.

        Raises:
            PromptTooLong, ModelFailed: nothing at all of the first reply could be applied, and no other came.
        """
        for whole in (False, True):
            if not failed_edits:
                break
            logger.info("edits that do not fit: %d files", len(failed_edits))
            paths = sorted(failed_edits)
            told = [_told(path, failed_edit) for path in paths for failed_edit in failed_edits[path]]
            files = shown(changes.site(), paths)
            conversation.add(
                "failed_edits", {"failed_edits": told, "whole": whole, "paths": paths, "files": files}
            )
            try:
                failed_edits = changes.apply(conversation.ask("whole files" if whole else "edits again"))
            except (ModelFailed, PromptTooLong) as error:
                if not (changes.files or changes.removed):
                    raise
                logger.warning("edits again: %s", error)
                break
        return list(failed_edits)

    def _complete(self, conversation: Conversation, changes: Changes) -> list[str]:
        """Ask once for what is missing, lost or refused; the paths whose changes still do not fit."""
        site = changes.site()
        missing = missing_from(site, self.request.named)
        ids, files = lost_ids(changes.over, site), lost_files(changes.over, site)
        if not (missing or ids or files or changes.rejected):
            return []
        logger.info("requesting missing files: %d files, %d ids", len(missing) + len(files), len(ids))
        lacking = {"missing": missing, "lost_ids": ids, "lost_files": files, "rejected": changes.rejected}
        conversation.add("missing", {**lacking, "about_missing": not (changes.about or self.about)})
        try:
            return list(changes.apply(conversation.ask("missing", may_be_empty=True)))
        except (ModelFailed, PromptTooLong) as error:
            logger.warning("missing: %s", error)
            return []

    def _told_about(self, said: About | None) -> About:
        """What was said for the README, the parts that were not said now as they were before."""
        before = self.about or default_about(self.base, self.request.task)
        return About(*(new or old for new, old in zip(astuple(said or before), astuple(before), strict=True)))

    def _state(self, site: Site) -> tuple[str, ...]:
        """What is missing from the app, and what it lost of its earlier rounds."""
        before = self.base or Site({})
        missing = missing_from(site, self.request.named)
        return (
            *(f"{path} is missing: {why}." for path, why in missing.items()),
            *(f"The id {name} of an earlier version is gone." for name in lost_ids(before, site)),
            *(f"The file {path} of an earlier version was deleted." for path in lost_files(before, site)),
        )


def _told(path: str, failed_edit: FailedEdit) -> dict[str, str]:
    """What a failed_edit is said to be in the next prompt."""
    search, nearest = failed_edit.edit.search, failed_edit.nearest
    return {
        "path": path,
        "reason": failed_edit.reason,
        "search": marked("search", search) if search else "",
        "nearest": marked("lines", nearest) if nearest else "",
    }
