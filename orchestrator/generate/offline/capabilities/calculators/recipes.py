"""The records of calculators: quantities that are given, results that the page computes from them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Given:
    """A quantity that is typed or chosen."""

    name: str
    said: str
    """Pattern of its id's own words, or of the words before it."""
    label: str
    start: str | float = ""
    """What stands in its field at first; an optional one counts so while nothing asks for it."""
    kind: str = "number"
    """`number`, `date`, `check` or `choice`."""
    choices: tuple[tuple[str, str], ...] = ()
    """Value and text of each choice."""
    optional: bool = False
    """Shown only where an id asks for it."""
    signed: bool = False
    """Whether it may be below zero."""


@dataclass(frozen=True)
class Result:
    """A quantity that is computed, by the expression of its name in `features/formula.js`."""

    name: str
    said: str
    label: str
    digits: int | None = None
    """Decimals that are always written; None: at most two, as many as are needed."""


@dataclass(frozen=True)
class Recipe:
    """One calculator."""

    name: str
    asked: str
    """Pattern of the words that ask for it."""
    heading: str
    given: tuple[Given, ...]
    results: tuple[Result, ...]
    strict: bool = False
    """Whether two given ids and the one of a result are needed to know that it is meant."""

    @property
    def quantities(self) -> tuple[Given | Result, ...]:
        """All of them, those that are given first."""
        return (*self.given, *self.results)
