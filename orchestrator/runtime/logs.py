"""The log of a command: no line of it is a workflow command, whatever strangers wrote into it."""

import logging
import sys

from orchestrator.text.display import one_line

MAX_LINE = 4000


class SafeFormatter(logging.Formatter):
    """One line for the message, and one for each line of a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The message without level or time: the runner adds the time."""
        lines = [one_line(record.getMessage(), MAX_LINE)]
        if record.exc_info:
            for line in self.formatException(record.exc_info).split("\n"):
                text = line.lstrip(" ")
                lines.append(" " * (len(line) - len(text)) + one_line(text, MAX_LINE))
        return "\n".join(lines)


def log_to_stderr() -> None:
    """Send all log records of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
