"""The units of measure that converters know; how much each is stands in `kernel/units.js`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """One unit."""

    name: str
    dimension: str
    said: str
    """Pattern of its spellings."""

    @property
    def label(self) -> str:
        """Its name for people."""
        return self.name.capitalize()


_SAID = {
    "temperature": {"celsius": r"celsius|centigrade", "fahrenheit": r"fahrenheit", "kelvin": r"kelvins?"},
    "length": {
        "millimeters": r"mm|millimet(?:er|re)s?",
        "centimeters": r"cms?|centimet(?:er|re)s?",
        "meters": r"met(?:er|re)s?",
        "kilometers": r"kms?|kilomet(?:er|re)s?",
        "inches": r"inch(?:es)?",
        "feet": r"feet|foot|ft",
        "yards": r"yards?|yd",
        "miles": r"miles?",
    },
    "weight": {
        "grams": r"grams?",
        "kilograms": r"kgs?|kilograms?|kilos?",
        "tonnes": r"tonnes?|metric tons?",
        "ounces": r"ounces?|oz",
        "pounds": r"pounds?|lbs?",
    },
    "volume": {
        "milliliters": r"ml|millilit(?:er|re)s?",
        "liters": r"lit(?:er|re)s?",
        "cups": r"cups?",
        "gallons": r"gallons?",
    },
    "time": {
        "seconds": r"seconds?|secs?",
        "minutes": r"minutes?|mins?",
        "hours": r"hours?|hrs?",
        "days": r"days?",
        "weeks": r"weeks?",
    },
    "data": {
        "bytes": r"bytes?",
        "kilobytes": r"kb|kilobytes?",
        "megabytes": r"mb|megabytes?",
        "gigabytes": r"gb|gigabytes?",
    },
}

UNITS = tuple(
    Unit(name, dimension, said) for dimension, units in _SAID.items() for name, said in units.items()
)
