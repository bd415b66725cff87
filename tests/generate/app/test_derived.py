"""CSV files that follow from attached workbooks."""

import io

import pytest
from openpyxl import Workbook

from orchestrator.generate.app.derived import derived_files
from tests.generate.conftest import workbook

BOOK = workbook(["item", "count"], ["bolts", 4], ["a,b", 2.5])


@pytest.mark.parametrize(
    ("attachments", "request_text", "expected"),
    [
        ({"stock.xlsx": BOOK}, "Convert stock.xlsx to stock.csv and show it.", ["stock.csv"]),
        ({"stock.xlsx": BOOK}, "The page reads `data/stock.csv`; stock.csv holds the sheet.", ["stock.csv"]),
        ({"stock.xlsx": BOOK}, "Show the sum of stock.xlsx.", []),
        ({"stock.xlsx": BOOK, "stock.csv": b"x"}, "Convert stock.xlsx to stock.csv.", []),
        ({"stock.xlsx": b"no workbook"}, "Convert stock.xlsx to stock.csv.", []),
        ({"stock.xlsx": BOOK[:900]}, "Convert stock.xlsx to stock.csv.", []),
    ],
)
def test_a_named_csv_is_converted_from_the_workbook_of_the_same_name(
    attachments: dict[str, bytes], request_text: str, expected: list[str]
) -> None:
    found = derived_files(attachments, request_text)
    assert [file.name for file in found] == expected
    for file in found:
        assert file.content == b'item,count\nbolts,4\n"a,b",2.5\n'
        assert file.provenance == (
            "stock.csv was converted from the sheet 'Sheet' of the attachment stock.xlsx."
        )


def test_a_workbook_that_is_very_wide_is_read_within_bounds() -> None:
    book = Workbook()
    for number in range(3):
        sheet = book.create_sheet(f"S{number}")
        sheet["A1"], sheet["XFD2000"] = "first", "last"
    buffer = io.BytesIO()
    book.save(buffer)
    (file,) = derived_files({"wide.xlsx": buffer.getvalue()}, "Convert wide.xlsx to wide.csv")
    assert b"last" not in file.content
