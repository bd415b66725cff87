"""What a brief asks for as a whole: the noun phrase after its first verb, such as `memory card game`."""

import re
from collections.abc import Sequence

from orchestrator.generate.offline.reading import Words

_HEAD = re.compile(
    r"^(?:please\s+)?(?:(?:build|create|publish|make|develop|design|write|generate|implement|add|code|produce)\s+)?"
    r"(?:me\s+)?(?:an?\s+|the\s+|your\s+)?(?P<head>[^,;:()\n#.\"“`]{1,80}?)(?=\s+(?:that|which|where|with|for|to|in|on|"
    r"from|using|so|and|whose|showing|titled|called|named|about|inside|at)\b|\s*[,;:()\n#\"“`]|\s*\.(?:\s|$)|\s*$)",
    re.IGNORECASE,
)
_OWN_TOOL = re.compile(
    r"\b(game|converter|generator|calculator|quiz|editor|planner|clock|timer|stopwatch|test|simulator|player|form|"
    r"chat|puzzle|checker|calendar|map|shop|store|drawing|paint)\b(?: (?:app|application|page|tool))?$",
    re.IGNORECASE,
)
_ANY_TOOL = re.compile(
    r"\b(tracker|viewer|tool|manager|analy[sz]er|explorer|finder|lookup|visuali[sz]er|picker)\b"
    r"(?: (?:app|application|page))?$",
    re.IGNORECASE,
)


def head_of(words: Words) -> str:
    """The phrase itself; empty where the brief does not begin with one."""
    found = _HEAD.match(words.sentences[0] if words.sentences else "")
    return found["head"].strip() if found else ""


def own_tool(words: Words) -> str:
    """The phrase if it names a tool that nothing but its own part can be: a game, a quiz."""
    head = head_of(words)
    return head if _OWN_TOOL.search(head) else ""


def any_tool(words: Words) -> str:
    """The phrase if it names a tool that any part which reads the data can be: a tracker, a viewer."""
    head = head_of(words)
    return head if _ANY_TOOL.search(head) else ""


def is_wanted(words: Words, pattern: str) -> bool:
    """Whether a tool is asked for, and not as a part of another one: the timer of a typing test."""
    other = own_tool(words)
    return words.says(pattern) and (not other or re.search(pattern, other, re.IGNORECASE) is not None)


def is_beside_rows(words: Words, tables: Sequence[object], tool: str) -> bool:
    """Whether the request is about rows of a file, and a tool's words speak of those: `the average BMI`."""
    return bool(tables) and not re.search(tool, head_of(words), re.IGNORECASE)
