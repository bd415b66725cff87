"""Blocks of Markdown for the pages that GitHub shows of a run; an empty text makes no block."""

from collections.abc import Iterable, Sequence


def section(title: str, text: str) -> str:
    """A heading and what stands below it; nothing without that."""
    return f"### {title}\n\n{text}" if text else ""


def folded(title: str, text: str) -> str:
    """Text that is shown on a click."""
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>" if text else ""


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table without the columns in which every cell is empty."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    used = [number for number in range(len(heads)) if any(row[number] for row in cells)]
    lines = [[row[number] for number in used] for row in (heads, ["---"] * len(heads), *cells)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if cells else ""


def fenced(text: str) -> str:
    """Text as it is, whatever back ticks are in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text.strip()}\n{fence}" if text.strip() else ""
