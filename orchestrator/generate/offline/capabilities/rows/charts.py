"""Charts of a value by a group, and a choice of their shape."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.capabilities.rows.columns import (
    first_named,
    group_column,
    of_kind,
    table_for,
    value_column,
)
from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known
from orchestrator.generate.offline.reading import plain, spoken

_CHART = r"\b(charts?|graph|plot|histogram|diagram)\b"
_SHAPES = (("pie", r"\bpie\b"), ("doughnut", r"doughnut|donut"), ("line", r"\bline|trend|over time"))
_CHOOSABLE = ("bar", "line", "pie", "doughnut")


def find_charts(ask: Ask, known: Known) -> Iterable[Feature]:
    """A chart of a value by a group."""
    names = ask.ids("chart")
    if not names and ask.words.says(_CHART) and not of_kind(known, "chart"):
        names = ("chart",)
    for name in names:
        table = table_for(ask, known, name)
        if not table:
            continue
        around = f"{ask.near(name) or ask.words.prose} {plain(name)}"
        group = group_column(table, around) or group_column(table, ask.words.prose) or table.columns[0]
        column = value_column(ask, table, name, known, group)
        yield Feature("chart", {
            "id": name, "file": table.file, "group": group, "column": column,
            "shape": first_named(_SHAPES, around) or "bar",
            "label": f"{spoken(column)} by {spoken(group).lower()}",
        })  # fmt: skip


def find_shapes(ask: Ask, known: Known) -> Iterable[Feature]:
    """A select of the shapes in which the app's charts can be drawn."""
    charts = of_kind(known, "chart")
    for name in ask.ids("chart-type") if charts else ():
        said = [
            shape for shape in _CHOOSABLE if re.search(rf"\b{shape}\b", ask.words.everything, re.IGNORECASE)
        ]
        first = str(charts[0].params["shape"])
        shapes = dict.fromkeys([first, *(said if len(said) > 1 else _CHOOSABLE)])
        yield Feature("shape", {"id": name, "file": charts[0].params["file"], "shapes": list(shapes)})


CHARTS = (
    Capability(
        "chart", find_charts, _CHART, "table", "draws a chart", kernel=("table",), libraries=("chart.js",)
    ),
    Capability(
        "shape", find_shapes, r"chart type", "table", "draws it in several shapes", "controls", ("table",)
    ),
)
