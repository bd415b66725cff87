# ruff: noqa: E501 - one line a rule, so that the table can be read as one
"""Sentences that ask for what is asked of every site anyway."""

import re

from orchestrator.verify.plan.check_types import BaselineChecks

PAGE = r"(?:the )?(?:page|site|app|application)"
NONE = rf"(?:{PAGE} |there (?:are|is|should be|must be) )?(?:has |have |with |shows? |throws? |logs? |loads |works |runs )?(?:no|without|zero|free of)(?: any)?"
ON_LOAD = r"(?: (?:on|during|after|at|while) (?:page )?(?:load|start)(?:ing|up)?)?"
IN_CONSOLE = r" (?:in|on|to) (?:the )?(?:browser |java ?script )?console"
SPOKEN = ("no console errors", "no uncaught errors")
"""Browsers write uncaught errors to the console too."""

TABLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"{NONE} (?:(?:java ?script|js|browser|runtime|uncaught|unhandled|console) )+(?:errors?|exceptions?|rejections?)(?:{IN_CONSOLE})?{ON_LOAD}", SPOKEN),
    (rf"{NONE} errors?{IN_CONSOLE}{ON_LOAD}", SPOKEN),
    (rf"{PAGE} loads (?:without|with no)(?: any)? errors?", SPOKEN),
    (r"(?:the )?(?:browser )?console (?:has|shows|contains|is) (?:no|free of)(?: any)? errors?", SPOKEN),
    (rf"{NONE} (?:horizontal|sideways) (?:scroll(?:ing|bars?)?|overflow)(?: (?:on|at) (?:mobile|phones?|small screens|any (?:width|size)|375 ?px))?", ("no sideways scrolling",)),
    (rf"{NONE} (?:failed|failing|broken) (?:network )?requests?", ("own files load",)),
    (rf"{NONE} (?:serious or critical |critical or serious )axe(?:-core)? violations?", ("accessible",)),
)  # fmt: skip


def asked_everywhere(text: str) -> BaselineChecks | None:
    """The checks that a sentence, on one line and without its full stop, means; None if it asks for more."""
    return next(
        (BaselineChecks(names) for pattern, names in TABLE if re.fullmatch(pattern, text, re.IGNORECASE)),
        None,
    )
