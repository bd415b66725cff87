import io
import struct
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from orchestrator.generate.prompt.previews import preview
from tests.generate.conftest import workbook

LONG = b"n\n" + b"\n".join(str(n).encode() for n in range(3_000))


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.csv", b"name,price\nx,1.5\n", "17 bytes, 2 lines.\nname,price\nx,1.5\n"),
        ("a.csv", LONG, "\n2998\n2999"),
        ("a.csv", "name,v\n\u00fc,1\n".encode("utf-16"), "in UTF-16, not UTF-8"),
        ("a.json", b'{"base": "USD"}', '1 lines.\n{"base": "USD"}'),
        ("a.json", b"{'a': 1}", "It is not valid JSON (Expecting property name"),
        ("a.json", b'{"a": NaN}', "It is not valid JSON (NaN is not JSON)"),
        ("a.json", b"[" * 100_000, "It is not valid JSON"),
        ("a.txt", "\u017elu\u0165\n".encode(), "7 bytes, 1 lines.\n\u017elu\u0165\n"),
        ("a.txt", b"\xef\xbb\xbfhi", "5 bytes, 1 lines.\nhi"),
        ("a.bin", b"\0\1\2", "3 bytes, binary: not shown"),
        ("a.txt", bytes(range(128, 256)) * 9 + bytes(range(9)) * 9, "binary: not shown"),
        ("noending", b"plain", "plain"),
        ("a.xlsx", b"PK no", "It cannot be read as a workbook."),
        ("a.png", b"\x89PNG broken", "It cannot be read as an image."),
    ],
)
def test_a_text_is_shown_whole_and_other_content_is_described(name: str, data: bytes, text: str) -> None:
    assert text in preview(name, data).text
    assert preview(name, data).image is None


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 7, 5), "image/png"),
        ("a.gif", b"GIF89a" + struct.pack("<HH", 7, 5), "image/gif"),
        ("a.jpeg", b"\xff\xd8\xff\xe0\0\4ab", "image/jpeg"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_an_image_can_be_shown(name: str, data: bytes, media: str) -> None:
    assert preview(name, data).image == media


def test_a_workbook_is_shown_as_csv_hidden_sheets_last() -> None:
    book = Workbook()
    book.active.title = "Notes"  # type: ignore[union-attr]
    book.active.sheet_state = "hidden"  # type: ignore[union-attr]
    sheet = book.create_sheet("Sales")
    sheet["A3"], sheet["B3"], sheet["A4"], sheet["B4"] = "day", "sum", date(2026, 1, 2), "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    text = preview("a.xlsx", buffer.getvalue()).text
    assert "A workbook with 2 sheets.\nSheet 'Sales', as CSV:\nday,sum\n2026-01-02 00:00:00,=1+1\n" in text
    assert text.endswith("Sheet 'Notes' (hidden), as CSV:\n")


def test_a_workbook_that_unpacks_to_too_much_is_not_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sheet.xml", b"0" * 101_000_000)
    assert "cannot be read as a workbook" in preview("a.xlsx", buffer.getvalue()).text


HEADS = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"PK\3\4", b"{", b"a,b\n"]


@given(st.sampled_from(["png", "xlsx", "csv", "json", "txt"]), st.sampled_from(HEADS), st.binary(max_size=60))
def test_no_content_breaks_a_preview(ending: str, head: bytes, rest: bytes) -> None:
    assert preview(f"a.{ending}", head + rest).text


@pytest.mark.parametrize("place", [40, 800, 2_400])
def test_a_damaged_workbook_is_reported_and_never_raised(place: int) -> None:
    data = workbook(["a", "b"], [1, "x"])
    assert preview("a.xlsx", data[:place] + b"\xff\x00\xff\x07" + data[place + 4 :]).text
