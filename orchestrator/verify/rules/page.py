"""Rules about the page: title, elements."""

import json
import re

from orchestrator.verify.rules.asked import Asked
from orchestrator.verify.ways import InPage, Way


def title(match: re.Match[str], _asked: Asked) -> Way:
    """Titles are compared exactly."""
    wanted = match["title"]
    code = "(wanted => ({passed: document.title === wanted, seen: JSON.stringify(document.title)}))"
    return InPage(f"{code}({json.dumps(wanted)})", f"the title {wanted!r}", explains=True)


def element(match: re.Match[str], _asked: Asked) -> Way:
    """An element of this id."""
    code = "(id => ({passed: !!document.getElementById(id), seen: document.getElementById(id) ? 'there' : 'no such id'}))"
    return InPage(
        f"{code}({json.dumps(match['id'])})", f"an element with the id {match['id']}", explains=True
    )
