"""What a step gets from its runner: the artifacts of its run, and a file that takes its outputs."""

import os
from pathlib import Path


def artifact_folder(name: str) -> Path:
    """Where an artifact of this run lies; `artifact.json` is in it when it is complete."""
    return Path(os.environ["LOCALHUB_ARTIFACTS"]) / name


def output(**values: object) -> None:
    """Set outputs of the step."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())


def failed(message: str) -> int:
    """Annotate the run with an error; the exit code of a failed step."""
    print(f"::error::{message}")
    return 1
