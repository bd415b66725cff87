"""Rules about the licence file: which licence a sentence names, and whether the file has its text."""

import re
from collections.abc import Mapping

from orchestrator.records.site import Site
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method
from orchestrator.verify.rules.rule import Context, Rule, only

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

FILES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
_NAMED = "|".join(called for called, _ in LICENCES.values())
_WORDS = only(
    "the an? valid full open-source licen[cs]ed? file text repo(?:sitory)? project has have contains? "
    "includes? uses? with is under exists? present in at root top level folder directory of there"
)


def _licence(match: re.Match[str], _context: Context) -> Method:
    """A licence file with the whole text of the licence that the sentence names, else of a known one."""
    said = match.groupdict().get("licence") or match.groupdict().get("short") or ""
    meant = [name for name, (called, _) in LICENCES.items() if re.fullmatch(called, said, re.IGNORECASE)]
    expected = f"a LICENSE file with the whole text of {meant[0] if meant else 'a known licence'}"

    def judge(site: Site) -> Finding:
        path = next((name for name in FILES if name in site), None)
        if path is None:
            return Finding(False, expected, "no LICENSE file", "LICENSE")
        text = " ".join(re.sub(r"[“”]|''|``", '"', site.text(path).lower()).split())
        missing = {
            name: [part for part in LICENCES[name][1] if part not in text] for name in meant or LICENCES
        }
        name = min(missing, key=lambda each: len(missing[each]) / len(LICENCES[each][1]))
        seen = f"missing of {name}: {missing[name][0]}" if missing[name] else f"the whole text of {name}"
        return Finding(not missing[name], expected, seen, path)

    return FileCheck(judge)


RULES = (
    Rule(
        r"has_(?:(?P<short>mit)_)?licen[cs]e|"
        rf"(?=.{{0,200}}licen[cs]e){_WORDS}(?:(?P<licence>{_NAMED}) ?)?{_WORDS}",
        _licence,
        """has_license
        Repo has MIT license
        MIT LICENSE file at the repository root
        LICENSE contains the MIT license text
        The repository must have an MIT license
        not: Repository has a Creative Commons license
        not: The footer shows the license of the data
        not: Repo has no GPL license file""",
    ),
)
