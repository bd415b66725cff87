"""Tools that make something at the press of a button: passwords, colours, dice, an entry by chance."""

import re
from collections.abc import Iterable
from typing import Any

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, standing
from orchestrator.generate.offline.parts import assigned, free_ids
from orchestrator.generate.offline.subject import is_wanted

_PASSPHRASES = r"\bpassword (?:generator|maker|creator)\b|\bgenerat\w+ (?:\w+ ){0,3}passwords?\b"
_COLOUR = r"\bcolou?r (?:picker|converter|selector|chooser)\b"
_DICE = r"\bdice (?:roll\w*|simulator|app|game)\b|\broll(?:s|ing)? (?:\w+ )?(?:dice|die)\b"
_RANDOM = (
    r"\brandom (?:quotes?|jokes?|facts?|words?|entry|names?)\b|\bquotes? (?:generator|page|app|of the day)\b"
)
_SPOKEN = r"quote|text|joke|fact|word|saying|content|title"
_SETS = {"upper": r"upper", "lower": r"lower", "numbers": r"numbers?|digits?", "symbols": r"symbols?|special"}
_LONGEST = 128


def _parts(
    ask: Ask, known: Known, kind: str, asked: str, wanted: dict[str, tuple[str, str]]
) -> dict[str, Any] | None:
    """The ids of a tool's parts, by pattern or with one of its own; None where it is not asked for."""
    before = standing(known, kind)
    if not before and not is_wanted(ask.words, asked):
        return None
    held: dict[str, Any] = dict(before.params) if before else {}
    slots = {part: said for part, (said, own) in wanted.items() if held.get(part) in {None, "", own}}
    named = assigned(ask, free_ids(ask, [f for f in known if f is not before]), slots)
    return {**{part: own for part, (_, own) in wanted.items()}, **held, **named}


def find_password(ask: Ask, known: Known) -> Iterable[Feature]:
    """A maker of random passwords."""
    parts = _parts(ask, known, "password", _PASSPHRASES, {
        "length_id": (r".*\blen(?:gth)?\b.*|size$", "password-length"),
        "button_id": (r"gen(?:erate)?\b.*|create|make|new password|btn", "generate-password"),
        "copy_id": (r".*copy.*", "copy-password" if ask.words.says(r"\bcopy\b|clipboard") else ""),
        "strength_id": (r".*strength.*|meter$", "password-strength" if ask.words.says(r"\bstrength") else ""),
        **{f"{name}_id": (rf".*(?:{said}).*", f"use-{name}") for name, said in _SETS.items()},
        "id": (r"(?:password|pwd|pass)(?: output| display)?$|output|result|generated.*", "password"),
    })  # fmt: skip
    if parts:
        yield Feature("password", {**parts, "most": _LONGEST, "heading": "Password generator"})


def find_colour(ask: Ask, known: Known) -> Iterable[Feature]:
    """A colour to pick, as its values in the usual notations."""
    parts = _parts(ask, known, "colour", _COLOUR, {
        "hex_id": (r".*hex.*", "colour-hex"),
        "rgb_id": (r".*rgb.*", "colour-rgb"),
        "hsl_id": (r".*hsl.*", "colour-hsl" if ask.words.says(r"\bhsl\b") else ""),
        "copy_id": (r".*copy.*", "copy-colour" if ask.words.says(r"\bcopy\b|clipboard") else ""),
        "swatch_id": (r".*(?:preview|swatch|box|sample|display).*", "colour-swatch"),
        "id": (r".*(?:colou?r|picker|input)$", "colour"),
    })  # fmt: skip
    if parts:
        yield Feature("colour", {**parts, "heading": "Colour picker"})


def find_dice(ask: Ask, known: Known) -> Iterable[Feature]:
    """One die, or several, thrown at the press of a button."""
    if ask.words.says(r"\bsnakes?\b[^.]{0,12}\bladders?\b"):
        return
    parts = _parts(ask, known, "dice", _DICE, {
        "button_id": (r"roll.*|throw.*|btn|button", "roll-dice"),
        "total_id": (r"total|sum", ""),
        "count_id": (r".*(?:count|number).*", ""),
        "history_id": (r"history|rolls|log", ""),
        "id": (r".*(?:result|value|dice|die|output|number)$", "dice-result"),
    })  # fmt: skip
    sides = re.search(r"\b(\d{1,3})[- ]sided|\bd(\d{1,3})\b|\b1 (?:and|to|-) (\d{1,3})\b", ask.words.prose)
    number = next((int(part) for part in sides.groups() if part), 6) if sides else 6
    if parts:
        yield Feature("dice", {"sides": number, **parts, "heading": "Dice"})


def find_random(ask: Ask, known: Known) -> Iterable[Feature]:
    """An entry of a file by chance: its first column, and besides it what other ids are called after."""
    before = standing(known, "random")
    table = next((table for table in ask.tables if table.labels), None)
    if not before and table is None:
        return
    labels = table.labels if table else ()
    main = next((name for name in labels if re.search(_SPOKEN, name, re.IGNORECASE)), next(iter(labels), ""))
    other = next((name for name in labels if name != main), "")
    parts = _parts(ask, known, "random", _RANDOM, {
        "button_id": (r"(?:new|next|another|random|get|generate).*|btn|button", "another"),
        "copy_id": (r".*copy.*", ""),
        "other_id": (rf"{re.escape(other.lower()) or '(?!)'}|author|source|by$", ""),
        "id": (r".*(?:quote|text|joke|fact|word|name|entry)$", "random-entry"),
    })  # fmt: skip
    if parts:
        own = {"file": table.file, "column": main, "other": other} if table and not before else {}
        yield Feature("random", {**parts, **own, "heading": "One at random"})


MAKERS = (
    Capability("password", find_password, rf"{_PASSPHRASES}|\bcopy\b|clipboard|\bstrength", "password",
        "makes passwords",
               kernel=("copy",)),
    Capability("colour", find_colour, rf"{_COLOUR}|\bcopy\b|clipboard", "colour", "shows a colour",
        kernel=("copy",)),
    Capability("dice", find_dice, _DICE, "dice", "throws dice"),
    Capability("random", find_random, _RANDOM, "random", "shows entries by chance", kernel=("table", "copy")),
)  # fmt: skip
