"""Rules about the licence file: which licence a sentence names, and whether the file has its text."""

import re
from collections.abc import Mapping

from orchestrator.records.site import Site
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method
from orchestrator.verify.rules.rule import Context, Rule, only

_BSD = "redistribution and use in source and binary forms, with or without modification, are permitted"
_AS_IS = 'the software is provided "as is"'
LICENCES: Mapping[str, tuple[str, ...]] = {
    "mit": (
        "permission is hereby granted, free of charge, to any person obtaining a copy of this software",
        "to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the",
        "the above copyright notice and this permission notice shall be included in all copies",
        f"{_AS_IS}, without warranty of any kind, express or implied",
    ),
    r"apache(?:[- ](?:licen[cs]e,? )?(?:v|version )?2(?:\.0)?)?": (
        "apache license version 2.0, january 2004",
        "grant of patent license",
        "limitation of liability",
    ),
    r"(?:gnu )?(?:gpl|general public licen[cs]e)(?:[- ](?:v|version )?3(?:\.0)?|v3)?": (
        "gnu general public license version 3, 29 june 2007",
        "conveying verbatim copies",
        "end of terms and conditions",
    ),
    r"bsd(?:[- ][23])?(?:[- ]clause)?": (_BSD, '"as is" and any express or implied warranties'),
    "isc": ("permission to use, copy, modify, and/or distribute this software for any purpose", _AS_IS),
    "unlicense": ("this is free and unencumbered software released into the public domain", _AS_IS),
    r"cc0(?:[- ]1\.0)?": ("cc0 1.0 universal", "statement of purpose", "public license fallback"),
}
"""What sentences call a licence → what its text says, in lower case with single spaces."""
FILES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
_WORDS = only(
    "the an? valid full open-source licen[cs]ed? file text repo(?:sitory)? project has have contains? "
    "includes? uses? with is under exists? present in at root top level folder directory of there"
)


def _licence(match: re.Match[str], _context: Context) -> Method:
    """A licence file with the whole text of the licence that the sentence names, else of a known one."""
    named = (match["licence"] or match["short"] or "").lower()
    meant = [texts for called, texts in LICENCES.items() if re.fullmatch(called, named)]
    expected = f"a LICENSE file with the whole text of {named.upper() if meant else 'a known licence'}"

    def judge(site: Site) -> Finding:
        path = next((name for name in FILES if name in site), None)
        if path is None:
            return Finding(False, "no LICENSE file", "LICENSE")
        text = " ".join(re.sub(r"[“”]|''|``", '"', site.text(path).lower()).split())
        missing = min(
            ([part for part in parts if part not in text] for parts in meant or LICENCES.values()), key=len
        )
        return Finding(not missing, f"missing: {missing[0]}" if missing else "the whole text", path)

    return FileCheck(expected, judge)


RULES = (
    Rule(
        r"has_(?:(?P<short>mit)_)?licen[cs]e|"
        rf"(?=.{{0,200}}licen[cs]e){_WORDS}(?:(?P<licence>{'|'.join(LICENCES)}) ?)?{_WORDS}",
        _licence,
        """has_license
        Repo has MIT license
        MIT LICENSE file at the repository root
        LICENSE contains the MIT license text
        The repository must have an MIT license
        Repo has an Apache 2.0 license
        not: Repository has a Creative Commons license
        not: The footer shows the license of the data
        not: Repo has no GPL license file""",
    ),
)
