"""The code blocks of README.md and CONTRIBUTING.md."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def blocks(language: str, *files: str) -> list[str]:
    """All fenced blocks of a language, without the indentation that a list gives them."""
    texts = [(ROOT / name).read_text("utf-8") for name in files or ("README.md",)]
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", "\n".join(texts), re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


def commands(block: str) -> list[str]:
    """The command lines of a block, without comments; a line that goes on in the next is one."""
    lines = block.replace("\\\n", " ").splitlines()
    return [line for text in lines if (line := re.sub(r"(^|\s+)#.*", "", text).strip())]
