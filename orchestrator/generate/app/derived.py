"""Files that follow from attachments by a fixed conversion, so that no model has to write them."""

from collections.abc import Mapping
from typing import NamedTuple

from orchestrator.verify.demands.file_names import file_names
from orchestrator.verify.files.workbook import read_workbook


class Derived(NamedTuple):
    """One derived file, and a sentence that says what it was made from."""

    name: str
    content: bytes
    provenance: str


def derived_files(attachments: Mapping[str, bytes], request: str) -> list[Derived]:
    """The CSV files that `request` names and that an attached workbook of the same name holds.

    `request` is the text of brief and checks. A workbook that cannot be read yields nothing.
    """
    named = set(file_names(request))
    found = []
    for name, data in attachments.items():
        wanted = f"{name.removesuffix('.xlsx')}.csv"
        if not name.endswith(".xlsx") or wanted in attachments or wanted not in named:
            continue
        try:
            sheet = read_workbook(data)[0]
        except (ValueError, IndexError):
            continue
        said = f"{wanted} was converted from the sheet {sheet.title!r} of the attachment {name}."
        found.append(Derived(wanted, sheet.csv.encode(), said))
    return found
