"""Calculators with fields of their own: a recipe's quantities get the ids that the words give them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from orchestrator.generate.offline.capabilities.calculators.money import MONEY
from orchestrator.generate.offline.capabilities.calculators.quantities import QUANTITIES
from orchestrator.generate.offline.capabilities.calculators.recipes import Given, Recipe, Result
from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, standing
from orchestrator.generate.offline.keeping import KEPT, storage_key
from orchestrator.generate.offline.parts import assigned, free_ids, still_open
from orchestrator.generate.offline.subject import is_beside_rows, is_wanted

RECIPES = (*MONEY, *QUANTITIES)
BY_NAME = {recipe.name: recipe for recipe in RECIPES}

_HELPERS = {
    "button_id": r"calc(ulate)?\b|comput\w+|\bbtn|button|submit|^go$|equals?$",
    "reset_id": r"reset|clear",
    "error_id": r"error|warning|message|validation",
    "history_id": r"history|\blog$|previous",
}
_PRESSED = r"\bbuttons?\b|\bclick\w*|\bpress\w*|\bsubmit\w*"
_OPERATION = r"\boperat|\badd(?:s|ing|ition)?\b|\bsum\b|\barithmetic|[+*\u00d7]"
_DIGITS = {"one": 1, "two": 2, "three": 3, "four": 4}
_DECIMALS = re.compile(r"\b(one|two|three|four|[1-4]) decimals?\b", re.IGNORECASE)


def find_formula(ask: Ask, known: Known) -> Iterable[Feature]:
    """The calculator that stands with what this round adds to it, or the first one that is asked for."""
    before = standing(known, "formula")
    free = free_ids(ask, known)
    recipe = BY_NAME[str(before.params["recipe"])] if before else _asked(ask, free)
    if recipe is None:
        return
    params: dict[str, Any] = dict(before.params) if before else {"live": not ask.words.says(_PRESSED)}
    named = _named(ask, recipe, free, params)
    params |= {name: named[name] for name in _HELPERS if name in named}
    digits = _DECIMALS.search(ask.words.prose)
    yield Feature("formula", {
        "id": f"{recipe.name}-form", **dict.fromkeys(_HELPERS, ""), **params, "recipe": recipe.name,
            "heading": recipe.heading,
        "elements": _elements(recipe, named, params.get("elements", ())),
        "keep": storage_key(ask.words, f"{recipe.name}-last") or params.get("keep"),
        "defaults": {one.name: one.start for one in recipe.given if one.optional},
        "digits": _DIGITS.get(digits[1].lower()) or int(digits[1]) if digits else params.get("digits"),
    })  # fmt: skip


def _asked(ask: Ask, free: list[str]) -> Recipe | None:
    if is_beside_rows(ask.words, ask.tables, r"\bcalculator\b"):
        return None
    asked = (recipe for recipe in RECIPES if is_wanted(ask.words, recipe.asked))
    return next((recipe for recipe in asked if not recipe.strict or _is_whole(ask, recipe, free)), None)


def _is_whole(ask: Ask, recipe: Recipe, free: list[str]) -> bool:
    named = _named(ask, recipe, free, {})
    numbers = [one.name for one in recipe.given if one.kind == "number"]
    return ask.words.says(_OPERATION) and named.keys() >= {*numbers, recipe.results[0].name}


def _named(ask: Ask, recipe: Recipe, free: list[str], params: Mapping[str, Any]) -> dict[str, str]:
    """Which quantity, and which helper, each free id is; those that have one keep it."""
    held = {element["name"] for element in params.get("elements", ())}
    slots = {one.name: one.said for one in recipe.quantities if one.name not in held}
    slots |= still_open(_HELPERS, params)
    return assigned(ask, free, slots, [one.name for one in recipe.results])


def _elements(
    recipe: Recipe, named: Mapping[str, str], before: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Fields and results in the recipe's order: those that stand, those that are named, those it needs."""
    ids = {str(element["name"]): str(element["id"]) for element in before} | dict(named)
    needed = [one.name for one in recipe.given if not one.optional]
    if not any(one.name in ids for one in recipe.results):
        needed += [one.name for one in recipe.results]
    ids = {name: f"{recipe.name}-{name}" for name in needed} | ids
    return [_element(one, ids[one.name]) for one in recipe.quantities if one.name in ids]


def _element(one: Given | Result, name: str) -> dict[str, Any]:
    if isinstance(one, Result):
        return {"name": one.name, "id": name, "label": one.label, "kind": "result", "digits": one.digits}
    return {
        "name": one.name, "id": name, "label": one.label, "kind": one.kind, "start": one.start,
        "choices": [list(choice) for choice in one.choices], "signed": one.signed,
    }  # fmt: skip


def _covers(feature: Feature) -> str:
    return rf"{BY_NAME[str(feature.params['recipe'])].asked}|{KEPT}|\bvalidat|\binvalid|percent"


FORMULAS = (Capability("formula", find_formula, _covers, "formula", "calculates from what is typed"),)
