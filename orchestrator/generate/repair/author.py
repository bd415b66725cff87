"""The model as an author: writes a first version, revises an app, repairs what failed."""

import logging
from collections.abc import Callable
from dataclasses import astuple, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from orchestrator.generate.app.about import default_about
from orchestrator.generate.app.draft import About, Draft
from orchestrator.generate.app.manifest import invented_data, missing_from
from orchestrator.generate.errors import ModelFailed, PromptTooLong
from orchestrator.generate.model.conversation import Conversation
from orchestrator.generate.prompt.budget import PROMPT_TOKENS
from orchestrator.generate.prompt.marks import marked
from orchestrator.generate.prompt.request import Prompt, Request, repair_prompt, revise_prompt, write_prompt
from orchestrator.generate.prompt.standing import shown
from orchestrator.generate.reply.changes import Changes, FailedEdits
from orchestrator.generate.reply.edits import FailedEdit
from orchestrator.generate.reply.losses import Losses, losses, lost_files, lost_ids
from orchestrator.records.site import Site
from orchestrator.task.attachments import changeable

if TYPE_CHECKING:
    from orchestrator.generate.model.providers import ProviderChain

logger = logging.getLogger(__name__)

FIRST_TEMPERATURE = 0.2
"""Of a first version: small models write code best when they are not left to chance."""

OTHER_TEMPERATURE = 0.7
"""Of every further version of the same prompt: without it the answers might be equal."""

SMALLER = (1, 2, 4)
"""By what the budget of a prompt is divided when a model finds it too long."""


@dataclass
class Author:
    """Asks the chain for one request. The notes of every draft are about the whole app after it."""

    chain: "ProviderChain"
    request: Request
    base: Site | None
    limit: int = PROMPT_TOKENS
    model: str = ""
    """The model that wrote last."""
    about: About | None = None
    """What was last given for the README."""
    edits_failed: bool = False
    """This model could not write edits that fit: it is asked for whole files from then on."""
    repairs: bool = True
    """This model has always changed an app when it was asked to repair it."""
    _events: list[str] = field(default_factory=list)
    """What went wrong while the first version was written; what a repair did, verification shows."""

    def write(self, temperature: float = FIRST_TEMPERATURE, failures: str = "") -> Draft:
        """The first version: whole files, or edits over the base of an earlier round.

        `failures` says what another first version failed.

        Raises:
            ModelFailed: no provider gave a usable reply.
        """
        base = self.base
        if base is not None:
            make = partial(revise_prompt, self.request, base, failures=failures)
            draft = self._turn("revise", make, base, temperature)
            if draft.files or draft.removed:
                return draft
            return replace(draft, notes=(*draft.notes, "The model changed no file in this round."))
        make = partial(write_prompt, self.request, failures=failures)
        try:
            return self._turn("write", make, Site({}), temperature)
        except ModelFailed:
            if not self.chain.reopen():
                raise
            logger.info("write: no reply could be read, asking for one plain page")
            return self._turn("one page", partial(make, page=True), Site({}), temperature)

    def repair(self, site: Site, failures: str) -> Draft:
        """Changes to `site` that should fix what the report `failures` lists.

        Raises:
            ModelFailed: no provider gave a usable reply.
        """
        make = partial(repair_prompt, self.request, site, failures, whole=self.edits_failed)
        return self._turn("repair", make, site)

    def _turn(
        self, purpose: str, make: Callable[..., Prompt], over: Site, temperature: float | None = None
    ) -> Draft:
        for divisor in SMALLER:
            prompt = make(limit=self.limit // divisor)
            conversation = Conversation(self.chain, prompt, temperature)
            try:
                draft = self._drafted(purpose, conversation, over)
            except PromptTooLong as error:
                logger.info("%s: %s; a shorter one is tried", purpose, error)
                reason = str(error)
                continue
            self.model = conversation.model
            if prompt.left_out and purpose != "repair":
                self._events.append(f"The model was not shown everything: {'; '.join(prompt.left_out)}.")
            return replace(draft, notes=(*self._events, *self.chain.notes.values(), *draft.notes))
        raise ModelFailed([reason])

    def _drafted(self, purpose: str, conversation: Conversation, over: Site) -> Draft:
        fixed = self._fixed()
        may_change = {name: data for name, data in self.request.attachments.items() if name not in fixed}
        over = over.changed({name: data for name, data in may_change.items() if name not in over})
        changes = Changes(over, fixed, self.request.sources)
        failed_edits = changes.apply(
            conversation.ask(purpose, once=purpose == "repair" and conversation.page)
        )
        self.edits_failed = self.edits_failed or bool(failed_edits)
        failed = self._ask_again(conversation, changes, failed_edits) + self._complete(conversation, changes)
        kept = self._restore(changes)
        if purpose != "repair":
            self._events += [f"A change to {path} could not be applied." for path in failed]
            self._events += kept
        for reason in (*changes.rejected, *kept):
            logger.info("%s: %s", purpose, reason)
        self.about = self._merged_about(changes.about)
        return Draft(changes.drafted(), self.about, frozenset(changes.removed), self._state(changes.site()))

    def _fixed(self) -> dict[str, bytes]:
        """The attachments that the brief does not ask to change."""
        may = changeable(self.request.task.brief, self.request.attachments)
        return {name: data for name, data in self.request.attachments.items() if name not in may}

    def _ask_again(
        self, conversation: Conversation, changes: Changes, failed_edits: FailedEdits
    ) -> list[str]:
        """Have edits that do not fit given once more, then the files whole; the paths that still failed.

        Raises:
            PromptTooLong, ModelFailed: nothing at all of the first reply could be applied, and no other came.
        """
        for whole in (False, True):
            if not failed_edits:
                break
            logger.info("edits that do not fit: %d files", len(failed_edits))
            paths = sorted(failed_edits)
            described = [_described(path, failed) for path in paths for failed in failed_edits[path]]
            files = shown(changes.site(), paths)
            data = {"failed_edits": described, "whole": whole, "paths": paths, "files": files}
            conversation.add("failed_edits", data)
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
        lost = self._lost(changes)
        if not (missing or ids or files or lost or changes.rejected):
            return []
        logger.info(
            "requesting missing files: %d files, %d ids, %d cut",
            len(missing) + len(files),
            len(ids),
            len(lost),
        )
        unasked = invented_data(missing, self.request.named)
        data = {
            "missing": {path: why for path, why in missing.items() if path not in unasked},
            "data_files": unasked,
            "attachments": sorted(self.request.attachments),
            "lost_ids": ids,
            "lost_files": files,
            "lost_parts": {path: marked("lost", "\n".join(each.parts)) for path, each in lost.items()},
            "rejected": changes.rejected,
            "about_missing": not (changes.about or self.about),
        }
        conversation.add("missing", data)
        try:
            return list(changes.apply(conversation.ask("missing", may_be_empty=True)))
        except (ModelFailed, PromptTooLong) as error:
            logger.warning("missing: %s", error)
            return []

    def _lost(self, changes: Changes) -> dict[str, Losses]:
        given = self.request.attachments
        return losses(changes.over, changes.site(), self.request.task.brief, given)

    def _restore(self, changes: Changes) -> list[str]:
        """Keep the earlier version of files that lost code for no reason; a sentence for each."""
        told = []
        for path, lost in self._lost(changes).items():
            parts = ", ".join(lost.parts[:3])
            if lost.severe:
                changes.restore(path)
                told.append(f"A new version of {path} left out code ({parts}), so the earlier one was kept.")
            else:
                told.append(f"{path} no longer has: {parts}.")
        return told

    def _merged_about(self, said: About | None) -> About:
        """What was given for the README; parts that were not given now stay as they were before."""
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


def _described(path: str, failed: FailedEdit) -> dict[str, str]:
    """A failed edit for the next prompt."""
    search, nearest = failed.edit.search, failed.nearest
    return {
        "path": path,
        "reason": failed.reason,
        "search": marked("search", search) if search else "",
        "nearest": marked("lines", nearest) if nearest else "",
    }
