"""Rules about the licence file: which licence a sentence names, and whether the file has its text."""

import re
from collections.abc import Mapping

from orchestrator.records.site import Site
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method
from orchestrator.verify.rules.context import Asked

_BSD = (
    "redistribution and use in source and binary forms, with or without modification, are permitted provided",
    "redistributions of source code must retain the above copyright notice",
    "redistributions in binary form must reproduce the above copyright notice",
    '"as is" and any express or implied warranties',
)
LICENCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "MIT": (
        "mit",
        (
            "permission is hereby granted, free of charge, to any person obtaining a copy of this software",
            "to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the",
            "the above copyright notice and this permission notice shall be included in all copies",
            'the software is provided "as is", without warranty of any kind, express or implied',
        ),
    ),
    "Apache-2.0": (
        r"apache(?: licen[cs]e,?)?(?:[- ]?(?:v|version )?2(?:\.0)?)?",
        (
            "apache license version 2.0, january 2004",
            "terms and conditions for use, reproduction, and distribution",
            "grant of patent license",
            "limitation of liability",
        ),
    ),
    "GPL-3.0": (
        r"(?:(?:gnu )?gpl|gnu general public licen[cs]e,?)[- ]?(?:v|version )?3(?:\.0)?",
        (
            "gnu general public license version 3, 29 june 2007",
            "everyone is permitted to copy and distribute verbatim copies of this license document",
            "conveying verbatim copies",
            "end of terms and conditions",
        ),
    ),
    "MPL-2.0": (
        r"mpl[- ]?v?2(?:\.0)?",
        ("mozilla public license version 2.0", "license grants and conditions", "disclaimer of warranty"),
    ),
    "BSD-3-Clause": (r"bsd[- ]3(?:[- ]clause)?", (*_BSD, "neither the name of")),
    "BSD-2-Clause": (r"bsd[- ]2(?:[- ]clause)?", _BSD),
    "ISC": (
        "isc",
        (
            "permission to use, copy, modify, and/or distribute this software for any purpose with or",
            'the software is provided "as is" and the author disclaims all warranties',
        ),
    ),
    "Unlicense": (
        "unlicense",
        (
            "this is free and unencumbered software released into the public domain",
            'the software is provided "as is", without warranty of any kind, express or implied',
        ),
    ),
    "CC0-1.0": (
        r"cc0(?:[- ]1\.0)?",
        ("cc0 1.0 universal", "statement of purpose", "public license fallback"),
    ),
}
"""SPDX name → what sentences call it, and what SPDX's text says, in lower case with single spaces."""

NAMED = "|".join(called for called, _ in LICENCES.values())
FILES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")


def licence(match: re.Match[str], _asked: Asked) -> Method:
    """A licence file with the whole text of the licence that the sentence names, else of a known one."""
    said = match.groupdict().get("licence") or ""
    meant = [name for name, (called, _) in LICENCES.items() if re.fullmatch(called, said, re.IGNORECASE)]
    expected = f"a LICENSE file with the whole text of {meant[0] if meant else 'a known licence'}"

    def judge(site: Site) -> Finding:
        path = next((name for name in FILES if name in site), None)
        if path is None:
            return Finding(False, expected, "no LICENSE file", "LICENSE")
        text = " ".join(re.sub(r"[“”]|''|``", '"', site.text(path).lower()).split())
        lacking = {name: _lacking(name, text) for name in meant or LICENCES}
        name = min(lacking, key=lambda each: len(lacking[each]) / len(LICENCES[each][1]))
        seen = f"missing of {name}: {lacking[name][0]}" if lacking[name] else f"the whole text of {name}"
        return Finding(not lacking[name], expected, seen, path)

    return FileCheck(judge)


def _lacking(name: str, text: str) -> list[str]:
    return [sentence for sentence in LICENCES[name][1] if sentence not in text]
