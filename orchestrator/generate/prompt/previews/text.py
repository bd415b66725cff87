"""Plain text as a model is shown it."""

TEXT_CHARACTERS = 4_000


def truncated(text: str) -> str:
    """The beginning of a text, and how much of it that is."""
    if len(text) <= TEXT_CHARACTERS:
        return text
    return f"{text[:TEXT_CHARACTERS]}\n[the first {TEXT_CHARACTERS} of {len(text)} characters]"
