"""The work directory as the publish job receives it from the job that handled code of strangers."""

import os
import stat
from pathlib import Path

from orchestrator.errors import InvalidField

MAX_ENTRIES = 5_000
MAX_BYTES = 300 * 1024 * 1024


def check_artifact(root: Path) -> None:
    """Look at names, kinds and sizes before anything is read.

    Raises:
        InvalidField: it holds a link or a special file, or more than a generate job writes.
    """
    entries = size = 0
    for folder, folders, names in os.walk(root):
        for name in (*folders, *names):
            info = Path(folder, name).lstat()
            entries, size = entries + 1, size + info.st_size
            if not (stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode)):
                raise InvalidField(f"artifact: {Path(folder, name)}", "a regular file")
    if entries > MAX_ENTRIES or size > MAX_BYTES:
        raise InvalidField("artifact", f"at most {MAX_ENTRIES} files and {MAX_BYTES} bytes")
