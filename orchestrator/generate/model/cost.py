"""What the calls cost, from the price table of the settings; unknown stays unknown."""

from collections.abc import Iterable, Mapping

from orchestrator.records import Attempt


def cost_usd(attempts: Iterable[Attempt], prices: Mapping[str, tuple[float, float]]) -> float | None:
    """Dollars for all calls; None if a price or a number of tokens is unknown.

    A call without an answer counts as free, unless its endpoint told tokens. `prices` holds dollars per
    million prompt and completion tokens.
    """
    total = 0.0
    for attempt in attempts:
        if not attempt.answered and attempt.prompt_tokens is None:
            continue
        if attempt.prompt_tokens is None or attempt.completion_tokens is None or attempt.model not in prices:
            return None
        prompt, completion = prices[attempt.model]
        total += (attempt.prompt_tokens * prompt + attempt.completion_tokens * completion) / 1_000_000
    return total
