"""Marks around strangers' text in a prompt: tags that the text itself cannot close."""

import itertools


def marked(kind: str, text: str, name: str = "") -> str:
    """A stranger's text between `<data-KIND>` and `</data-KIND>`; a number makes the tag unlike any in it."""
    low = text.lower()
    tags = itertools.chain([f"data-{kind}"], (f"data-{kind}-{number}" for number in itertools.count(2)))
    tag = next(tag for tag in tags if f"/{tag}" not in low)
    attribute = f' name="{name}"' if name else ""
    return f"<{tag}{attribute}>\n{text}\n</{tag}>"
