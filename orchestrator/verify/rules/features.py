"""Rules about what every site is asked anyway, and about how a page adapts, turns dark, moves."""

import re

from orchestrator.verify.plan.check_types import BaselineChecks, PageScript
from orchestrator.verify.rules.rule import HAS, PAGE, Context, Rule, finding

NO_ERRORS = ("no console errors", "no uncaught errors")
"""Browsers write uncaught errors to the console too."""
_NONE = (
    rf"(?:{PAGE} |there (?:are|is) )?(?:has |have |with |shows? |throws? |logs? |loads |works |"
    r"runs )?(?:no|without|zero|free of)(?: any)?"
)
_ON_LOAD = r"(?: (?:on|during|after|at|while) (?:page )?(?:load|start)(?:ing|up)?)?"
_IN_CONSOLE = r" (?:in|on|to) (?:the )?(?:browser |java ?script )?console"
_SCREENS = (
    r"(?: (?:on|across|at|for|and|all|any|both|small|large|mobile|desktop|different|various|screens?|"
    r"devices?|phones?|tablets?|screen sizes?|viewports?)){1,8}"
)


def _dark(match: re.Match[str], _context: Context) -> PageScript:
    asked = bool(re.search(r"toggle|switch|button|changes", match[0], re.IGNORECASE))
    expected = "a control makes it dark" if asked else "a control or the system's preference makes it dark"
    return finding("dark", {"control": asked}, expected, own_page=True)


BASELINE = (
    Rule(
        rf"{_NONE} (?:(?:java ?script|js|browser|runtime|uncaught|unhandled|console) )+(?:errors?|"
        rf"exceptions?|rejections?)(?:{_IN_CONSOLE})?{_ON_LOAD}|{_NONE} "
        rf"errors?{_IN_CONSOLE}{_ON_LOAD}|{PAGE} loads (?:(?:without|with no)(?: any)? "
        r"errors?|successfully|correctly)|"
        r"(?:the )?(?:browser )?console (?:has|shows|contains|is) (?:no|free of)(?: any)? errors?",
        lambda *_: BaselineChecks(NO_ERRORS),
        """No console errors
        There are no JavaScript errors in the console.
        Page loads without console errors
        The app has no uncaught exceptions on load
        The page loads without any errors
        Page loads successfully
        The browser console is free of errors
        not: The form shows no errors for valid input
        not: No console errors after clicking Load
        not: The page shows no errors""",
        negative=True,
    ),
    Rule(
        rf"{_NONE} (?:horizontal|sideways) (?:scroll(?:ing|bars?)?|overflow)(?: (?:on|at) (?:mobile|"
        r"phones?|small screens|any (?:width|size)|375 ?px))?",
        lambda *_: BaselineChecks(("no sideways scrolling",)),
        """No horizontal scrolling on mobile""",
        negative=True,
    ),
    Rule(
        rf"{_NONE} (?:failed|failing|broken) (?:network )?requests?",
        lambda *_: BaselineChecks(("own files load",)),
        """There are no failed network requests""",
        negative=True,
    ),
)

RULES = (
    Rule(
        rf"responsive(?:_design)?|(?:{PAGE} )?(?:is|works|looks)(?: fully| good| well)? (?:responsive|"
        rf"mobile[- ]friendly|on mobile)(?: design)?(?:{_SCREENS})?",
        lambda *_: finding("responsive", None, "a viewport meta tag and a layout that adapts", own_page=True),
        """responsive_design
        The page is responsive on mobile and desktop
        Works on mobile
        not: Game is responsive to keyboard input""",
    ),
    Rule(
        rf"dark[-_ ]?mode|(?:{PAGE} (?:{HAS}|supports?) )?(?:an? |the )?(?:working )?dark[- ](?:mode|"
        rf"theme)(?: (?:toggle|switch|button|support|option))*(?: (?:works|{HAS}|is (?:available|"
        r"supported|implemented)|changes the background))?",
        _dark,
        """dark_mode
        Page has a dark mode toggle
        not: Dark mode preference persists after reload""",
    ),
    Rule(
        rf"(?:{PAGE} {HAS} )?(?:working )?smooth[- _]?scroll(?:ing|s)?(?: animations?| effects?)?(?: "
        rf"works| {HAS})?|{PAGE} scrolls smoothly",
        lambda *_: finding("animations", "smooth scrolling", "smooth scrolling"),
        """Smooth scrolling works""",
    ),
    Rule(
        rf"animations?|(?:{PAGE} |{PAGE} {HAS} )(?:some |css |smooth |subtle )*(?:animations?|"
        r"transitions?)(?: and (?:animations?|transitions?))?",
        lambda *_: finding("animations", "", "transitions, animations or smooth scrolling"),
        """animations
        The page has CSS animations
        not: Text has a bouncing animation
        not: Token movement includes a simple animation when advancing
        not: The page has no animations""",
    ),
)
