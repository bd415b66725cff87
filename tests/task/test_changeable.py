"""Which attachments a brief lets the app change."""

import pytest

from orchestrator.task.attachments import changeable

NAMES = ("a.py", "strings.json", "data.xlsx", "data.csv", "notes.md")


@pytest.mark.parametrize(
    ("brief", "names"),
    [
        ("Commit a.py after fixing the error in it.", {"a.py"}),
        ("Fix the error in `a.py` and commit it.", {"a.py"}),
        ("a.py contains a bug. Fix it.", {"a.py"}),
        ("a.py must be corrected before it is committed.", {"a.py"}),
        ("Translate strings.json in place.", {"strings.json"}),
        ("Publish the translated strings.json and show data.csv.", {"strings.json"}),
        ("Convert data.xlsx to data.csv and show it.", {"data.xlsx"}),
        ("Correct the typos in notes.md, keep data.csv.", {"notes.md"}),
        ("Update notes.md with today's date.", {"notes.md"}),
        ("Minify the attached file.", set(NAMES)),
        ("Show data.csv in a table and fix the header at the top.", set()),
        ("Update the chart from data.csv.", set()),
        ("Show data.csv. Do not edit data.csv.", set()),
        ("Never modify the attached data.csv; the page must be fixed to 600 px.", set()),
        ("Write a page that reads strings.json.", set()),
        ("Format the totals of data.csv with two decimals.", set()),
        ("Render notes.md as HTML.", set()),
    ],
)
def test_only_what_the_brief_asks_to_change_may_change(brief: str, names: set[str]) -> None:
    assert changeable(brief, NAMES) == names
