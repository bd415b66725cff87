"""Calculators of everyday quantities: bodies, shapes, dates, journeys, and plain arithmetic."""

from orchestrator.generate.offline.capabilities.calculators.recipes import Given, Recipe, Result

_OPERATORS = (("+", "+"), ("-", "\u2212"), ("*", "\u00d7"), ("/", "\u00f7"))

QUANTITIES = (
    Recipe(
        "bmi", r"\bbmi\b|body mass index", "BMI calculator",
        (
            Given("weight", r"weight|mass|\bkg\b", "Weight in kg"),
            Given("height", r"height|\bcm\b", "Height in cm"),
        ),
        (
            Result("bmi", r"bmi|result|value|index", "BMI", 1),
            Result("category", r"category|status|class\w*|label|interpretation|verdict", "Category"),
        ),
    ),
    Recipe(
        "percentage", r"\bpercent(?:age)?s?\b[^.]{0,12}\bcalculator\b", "Percentage calculator",
        (
            Given("percent", r"percent|rate|\bx$", "Percent", signed=True),
            Given("number", r"number|value|base|whole|total|amount|\by$", "of", signed=True),
        ),
        (Result("part", r"result|answer|output|part", "Result"),),
    ),
    Recipe(
        "circle", r"\bcircle\b[^.]{0,30}\bcalculator\b|\b(?:area|circumference) of a circle\b",
            "Circle calculator",
        (Given("radius", r"radius|\br$", "Radius"),),
        (
            Result("area", r"area|result", "Area", 2),
            Result("circumference", r"circumference|perimeter", "Circumference", 2),
            Result("diameter", r"diameter", "Diameter"),
        ),
    ),
    Recipe(
        "rectangle", r"\b(?:rectangle|area|perimeter)\b[^.]{0,30}\bcalculator\b|\barea of a rectangle\b",
            "Rectangle calculator",
        (Given("width", r"width|breadth|\bw$|\bb$", "Width"), Given("height", r"height|length|\bh$|\bl$",
            "Height")),
        (
            Result("area", r"area|result", "Area"),
            Result("perimeter", r"perimeter", "Perimeter"),
        ),
    ),
    Recipe(
        "age", r"\bage\b[^.]{0,12}\bcalculator\b|\bcalculat\w+ (?:\w+ ){0,3}age\b", "Age calculator",
        (Given("birth", r"birth|\bdob\b|date|born", "Date of birth", kind="date"),),
        (
            Result("months", r"months", "Months besides", 0),
            Result("days", r"days", "Days lived", 0),
            Result("years", r"age|years|result|output", "Age in years", 0),
        ),
    ),
    Recipe(
        "dates", r"\bdays between\b|\bdate (?:difference|diff|duration)\b", "Days between two dates",
        (
            Given("start", r"start|from|first|begin|date ?1|\bone$", "From", kind="date", signed=True),
            Given("end", r"\bend|\bto\b|second|date ?2|\btwo$", "To", kind="date", signed=True),
        ),
        (
            Result("weeks", r"weeks", "Weeks", 0),
            Result("days", r"days|result|difference|diff|output", "Days", 0),
        ),
    ),
    Recipe(
        "fuel", r"\bfuel\b[^.]{0,20}\bcalculator\b|\btrip cost\b", "Fuel calculator",
        (
            Given("distance", r"distance|\bkm\b|miles", "Distance"),
            Given("efficiency", r"efficiency|mileage|consumption|mpg|per lit",
                "Distance on one unit of fuel"),
            Given("price", r"price", "Price of one unit of fuel"),
        ),
        (
            Result("needed", r"needed|lit(er|re)s|gallons|fuel", "Fuel needed", 2),
            Result("cost", r"cost|total|result", "Cost", 2),
        ),
    ),
    Recipe(
        "speed", r"\bspeed\b[^.]{0,30}\bcalculator\b", "Speed calculator",
        (Given("distance", r"distance", "Distance"), Given("time", r"time|hours|duration", "Time")),
        (Result("speed", r"speed|velocity|result", "Speed"),),
    ),
    Recipe(
        "arithmetic",
        r"\bcalculator\b|\b(?:two|2) (?:numbers|operands|values)\b", "Calculator",
        (
            Given("first", r"(num|number|value|operand|input|field).?(1|one|a)$|first|^a$|^x$",
                "First number",
                  signed=True),
            Given("second", r"(num|number|value|operand|input|field).?(2|two|b)$|second|^b$|^y$",
                "Second number",
                  signed=True),
            Given("operator", r"operat\w+$|^op$", "Operation", "+", "choice", _OPERATORS),
        ),
        (Result("value", r"result|answer|output|sum|total", "Result"),),
        strict=True,
    ),
)  # fmt: skip
