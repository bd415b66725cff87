import io
import json
import struct
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from orchestrator.generate.prompt.previews import preview


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"name,price\nx,1.5\ny,2\n", "2 rows below the header. Columns: name: text; price"),
        ("a.csv", b"a;b\n1;\n", "Columns: a: numbers; b: empty."),
        ("a.csv", b"a,b\n1,2\n3\n", "1 rows have another number of cells"),
        ("a.csv", b"a\n1\nx\n", "a: text, 1 of 2 are numbers."),
        ("a.csv", b"a;b\n1,5;2\n", "a: numbers, some with commas in them; b: numbers."),
        ("a.csv", b"a;b\n1,5;2\n", "Cells are separated by ';'."),
        ("a.csv", b"a;b\n1,5;2\n", "It begins:\na;b\n1,5;2\n"),
        ("a.csv", b"zip\n01234\n", "zip: numbers, some beginning with 0."),
        ("a.csv", b"v\nnan\n1_000\nInfinity\n", "v: text."),
        ("a.csv", b"", "It is empty."),
        ("a.csv", b'a,"b\n' + b"x" * 200_000, "It cannot be read as a table (field larger than"),
        ("a.tsv", b"a\tb\n1\t2\n", "Columns: a: numbers; b: numbers."),
        ("a.json", b'{"base": "USD", "rates": {"EUR": 0.9}}', "JSON: {base: string, rates: {EUR: number}}."),
        ("a.json", b'[{"id": 1, "ok": true}]', "JSON: array[1] of {id: number, ok: boolean}."),
        ("a.json", b"{'a': 1}", "It is not valid JSON (Expecting property name"),
        ("a.json", b"[" * 100_000, "It is not valid JSON"),
        ("a.txt", "žluť\n".encode(), "7 bytes, text:\nžluť"),
        ("a.txt", b"\xef\xbb\xbfhi", "5 bytes, text:\nhi"),
        ("a.md", b"x" * 5_000, "[the first 4000 of 5000 characters]"),
        ("a.bin", b"\0\1\2", "3 bytes, binary: not shown"),
        ("a.txt", bytes(range(128, 256)) * 9 + bytes(range(9)) * 9, "binary: not shown"),
        ("noending", b"plain", "5 bytes, text:\nplain"),
        ("a.xlsx", b"PK no", "It cannot be read as a workbook (BadZipFile)."),
        ("a.png", b"\x89PNG broken", "It cannot be read as an image."),
        ("a.jpg", b"\xff\xd8\xff", "It cannot be read as an image."),
    ],
)  # fmt: skip
def test_a_file_is_described_by_its_content(name: str, data: bytes, said: str) -> None:
    assert said in preview(name, data).text
    assert preview(name, data).image is None


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 7, 5), "image/png"),
        ("a.gif", b"GIF89a" + struct.pack("<HH", 7, 5), "image/gif"),
        (
            "a.jpeg",
            b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 5, 7) + b"\3",
            "image/jpeg",
        ),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + struct.pack("<HH", 7, 5), "image/webp"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8L" + b"\0" * 5 + (6 | 4 << 14).to_bytes(4, "little"), "image/webp"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\6\0\0\4\0\0", "image/webp"),
    ],
)
def test_an_image_is_described_by_its_size_and_can_be_shown(name: str, data: bytes, media: str) -> None:
    seen = preview(name, data)
    assert "an image of 7 by 5 pixels" in seen.text
    assert seen.image == media


def test_a_spreadsheet_is_shown_as_csv() -> None:
    text = preview("a.xlsx", workbook([["name", "price"], ["x", 1.5], [None, None], ["y", 2]])).text
    assert "A workbook with 1 sheets." in text
    assert "A table with 2 rows below the header. Columns: name: text; price: numbers." in text
    assert "name,price\nx,1.5\ny,2\n" in text


def test_a_workbook_is_shown_with_what_its_readers_trip_over() -> None:
    book = Workbook()
    book.active.title = "Notes"  # type: ignore[union-attr]
    book.active.sheet_state = "hidden"  # type: ignore[union-attr]
    for name in ("Sales", "B", "C"):
        sheet = book.create_sheet(name)
        sheet["A3"], sheet["B3"], sheet["A4"], sheet["B4"] = "day", "sum", date(2026, 1, 2), "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    text = preview("a.xlsx", buffer.getvalue()).text
    assert "Sheet 'Sales', as CSV: A table with 1 rows below the header." in text
    assert "day,sum\n2026-01-02,=1+1\n" in text
    for said in (
        "Its first filled row is row 3.",
        "Its dates are day numbers in the file.",
        "Where a formula is shown, no value is stored.",
    ):
        assert text.count(said) == 3
    assert text.endswith("Not shown: 'Notes'.")


def test_a_long_sheet_is_not_said_to_be_shorter() -> None:
    text = preview("a.xlsx", workbook([[n] for n in range(2_500)])).text
    assert "A table with more than 1999 rows" in text


def test_a_workbook_that_unpacks_to_too_much_is_not_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sheet.xml", b"0" * 101_000_000)
    assert "It unpacks to more than 100000000 bytes" in preview("a.xlsx", buffer.getvalue()).text


def test_a_long_table_shows_its_beginning_only() -> None:
    text = preview("a.csv", b"n\n" + b"\n".join(str(n).encode() for n in range(5_000))).text
    assert "A table with 5000 rows" in text
    assert len(text) < 300


HEADS = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"RIFF0000WEBPVP8 ",
    b"PK\3\4",
    b"{",
    b"a,b\n",
]


@given(
    st.sampled_from(["png", "jpg", "gif", "webp", "xlsx", "csv", "tsv", "json", "txt"]),
    st.sampled_from(HEADS),
    st.binary(max_size=60),
)
def test_no_content_breaks_a_preview(ending: str, head: bytes, rest: bytes) -> None:
    seen = preview(f"a.{ending}", head + rest)
    assert seen.text
    assert len(seen.text) < 3_000


@pytest.mark.parametrize("place", range(40, 4_000, 97))
def test_a_damaged_workbook_is_told_and_never_raised(place: int) -> None:
    data = workbook([["a", "b"], [1, "x"]])
    assert preview("a.xlsx", data[:place] + b"\xff\x00\xff\x07" + data[place + 4 :]).text


def test_a_table_in_utf_16_is_shown_with_its_encoding() -> None:
    told = preview("a.csv", "name,v\nü,1\n".encode("utf-16")).text
    assert "in UTF-16, not UTF-8" in told
    assert "Columns: name: text; v: numbers." in told


def test_json_that_only_python_reads_is_told() -> None:
    assert preview("a.json", b'{"a": NaN}').trouble == "is not valid JSON (NaN is not JSON)"


def test_a_wide_object_is_described_within_bounds() -> None:
    wide = {f"key-{n}" * 20: {f"inner-{m}" * 20: 1 for m in range(20)} for n in range(20)}
    assert len(preview("a.json", json.dumps(wide).encode()).text) < 6_000
