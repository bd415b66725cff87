"""What a preview cannot read."""


class UnreadableContent(Exception):
    """Content that is not what the file's name says."""

    def __init__(self, reason: str, beginning: str = "") -> None:
        """Give the `reason` as a sentence without its subject, and the text's `beginning` if there is any."""
        super().__init__(reason)
        self.beginning = f" It begins:\n{beginning[:500]}" if beginning else ""
