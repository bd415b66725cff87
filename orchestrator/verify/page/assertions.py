"""What a visitor must see: one function for each assertion of the vocabulary, each with what it saw."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote

from orchestrator.verify.errors import StepFailed
from orchestrator.verify.page.evaluate import let_time_pass
from orchestrator.verify.page.scripts import script
from orchestrator.verify.page.visit import FIND_SECONDS, Visit, any_of
from orchestrator.verify.plan.steps import Step

Sight = tuple[bool, str]
"""Whether the expectation is met, and what was there instead or as well."""
Expectation = Callable[[Visit, Step], Awaitable[Sight]]


async def _click_until(visit: Visit, step: Step) -> Sight:
    """Click until a new line with the words is on the page, while its time runs ahead."""
    element, most = visit.find(step).first, step.number or 50
    before = await _lines_with(visit, step.value)
    await element.click(timeout=FIND_SECONDS * 1000)
    for clicks in range(1, most + 1):
        await let_time_pass(visit.log, 1)
        if new := await _lines_with(visit, step.value) - before:
            return True, f"{min(new)!r} after {clicks} clicks"
        if visit.log.ended:
            break
        await element.evaluate("element => element.click()", timeout=FIND_SECONDS * 1000)
    raise StepFailed(visit.log.ended or f"no new {step.value!r} on the page after {most} clicks")


async def _lines_with(visit: Visit, words: str) -> set[str]:
    wanted = any_of(words)
    return {line.strip() for line in (await visit.body()).splitlines() if wanted.search(line)}


async def _text(visit: Visit, step: Step) -> Sight:
    words = await visit.words(step)
    return bool(any_of(step.value).search(words)), _excerpt(words)


async def _visible(visit: Visit, step: Step) -> Sight:
    there = await visit.find(step).count()
    shown = [await visit.find(step).nth(i).is_visible() for i in range(min(there, 20))]
    return any(shown), f"{there} in the page, {sum(shown)} visible"


async def _wait_for(visit: Visit, step: Step) -> Sight:
    return await (_text(visit, step) if step.by == "page" else _visible(visit, step))


async def _count(visit: Visit, step: Step) -> Sight:
    there = await visit.find(step).count()
    return there >= step.number, f"{there} of at least {step.number}"


async def _value(visit: Visit, step: Step) -> Sight:
    value = await visit.find(step).first.input_value(timeout=1000)
    return bool(any_of(step.value).search(value)), repr(value)


async def _attribute(visit: Visit, step: Step) -> Sight:
    name, equals, wanted = step.value.partition("=")
    value = await visit.find(step).first.get_attribute(name, timeout=1000)
    passed = value is not None and (not equals or bool(any_of(wanted).search(value)))
    return passed, f"{name}={value!r}"


async def _address(visit: Visit, step: Step) -> Sight:
    return step.value in visit.page.url, visit.page.url


async def _page_title(visit: Visit, step: Step) -> Sight:
    title = await visit.page.title()
    return bool(any_of(step.value).search(title)), repr(title)


async def _changed(visit: Visit, step: Step) -> Sight:
    before, now = visit.remembered.get(step.value, ""), await visit.words(step)
    return now != before, f"{_excerpt(now)}, before {_excerpt(before)}"


async def _number(visit: Visit, step: Step) -> Sight:
    words = await visit.words(step)
    wanted = float(step.value.replace(",", ""))
    return any(abs(n - wanted) < 0.01 for n in _numbers(words)), _excerpt(words)


async def _exactly(visit: Visit, step: Step) -> Sight:
    there = await visit.find(step).count()
    return there == step.number, f"{there}, not {step.number}"


async def _style(visit: Visit, step: Step) -> Sight:
    name, _, wanted = step.value.partition("=")
    argument = [name.strip(), wanted.strip()]
    seen: dict[str, str] = await visit.find(step).first.evaluate(script("style"), argument, timeout=1000)
    return seen["is"] == seen["wanted"] or wanted.strip().lower() in seen["is"], f"{name}: {seen['is']}"


async def _state(visit: Visit, step: Step) -> Sight:
    element = visit.find(step).first
    if step.value == "focused":
        passed = bool(await element.evaluate("e => e.matches(':focus, :focus-within')", timeout=1000))
    else:
        wanted = step.value.removeprefix("un") in {"enabled", "checked"}
        check = element.is_checked if step.value.endswith("checked") else element.is_enabled
        passed = await check(timeout=1000) is (wanted and not step.value.startswith("un"))
    return passed, step.value if passed else f"not {step.value}"


async def _animated(visit: Visit, step: Step) -> Sight:
    await visit.page.emulate_media(reduced_motion="no-preference")
    seen = str(await visit.find(step).first.evaluate(script("animated"), timeout=3000))
    return bool(seen), seen or "nothing in it moves"


async def _sorted(visit: Visit, step: Step) -> Sight:
    texts = await visit.find(step).all_inner_texts()
    numbers = [_numbers(text)[:1] for text in texts]
    keys: list[Any] = [n[0] for n in numbers] if all(numbers) else [text.strip().lower() for text in texts]
    ordered = sorted(keys, reverse=step.value.startswith("desc"))
    return len(keys) > 1 and keys == ordered, _excerpt(", ".join(texts[:8]))


async def _requested(visit: Visit, step: Step) -> Sight:
    code = "() => [location.href, ...performance.getEntriesByType('resource').map((e) => e.name)]"
    names: list[str] = await visit.page.evaluate(code)
    found = [name for name in names if step.value.lower() in unquote(name).lower()]
    return len(found) >= max(1, step.number), ", ".join((found or names)[-5:])[:300]


async def _stored(visit: Visit, step: Step) -> Sight:
    key, equals, wanted = step.value.partition("=")
    entries: dict[str, str] = await visit.page.evaluate("() => ({...sessionStorage, ...localStorage})")
    passed = key in entries and (not equals or wanted.lower() in entries[key].lower())
    return passed, f"{key}={entries[key]!r}"[
        :200
    ] if key in entries else f"keys: {', '.join(entries) or 'none'}"


def _numbers(text: str) -> list[float]:
    return [float(n.replace(",", "")) for n in re.findall(r"-?\d[\d,]{0,30}(?:\.\d{1,20})?", text)]


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 160 else line[:159] + "…")


def _not(expectation: Expectation) -> Expectation:
    async def unmet(visit: Visit, step: Step) -> Sight:
        passed, seen = await expectation(visit, step)
        return not passed, seen

    return unmet


EXPECTATIONS: Mapping[str, Expectation] = {
    "click_until": _click_until,
    "wait_for": _wait_for,
    "text": _text,
    "no_text": _not(_text),
    "visible": _visible,
    "hidden": _not(_visible),
    "count": _count,
    "value": _value,
    "attribute": _attribute,
    "address": _address,
    "page_title": _page_title,
    "changed": _changed,
    "unchanged": _not(_changed),
    "number": _number,
    "exactly": _exactly,
    "style": _style,
    "state": _state,
    "animated": _animated,
    "sorted": _sorted,
    "requested": _requested,
    "stored": _stored,
}
