"""`scripts/setup-github`: the command line, without any import that has to be installed."""

import argparse
import sys
from collections.abc import Sequence

DESCRIPTION = """\
Make a copy of this repository on GitHub ready to run tasks: check every token and key for real, then enable
its workflows, store secrets and variables, protect its default branch, and send a first task. Nothing is
stored before everything works. It may be run again at any time.

Values come from the environment or from the file .env in this checkout, never from the command line:
  TARGET_TOKEN    creates the apps' repositories; asked for on the terminal if it is missing
  OPENAI_API_KEY  key of the model; asked for too, empty for the offline generator
  GH_TOKEN        sets up the control repository (default: TARGET_TOKEN); a fine-grained one needs
                  Administration, Actions, Secrets and Variables: write
  GITHUB_TOKEN    the relay's token, checked if it is set, and not stored
and all other secrets and variables that .github/workflows/task.yml reads, such as TARGET_OWNER,
OPENAI_BASE_URL, OPENAI_MODEL."""

EPILOG = """\
exit codes: 0 ready, 1 the first task failed, 3 a token, a key or a setting is wrong (all are named),
6 GitHub refused, 130 interrupted"""


def build_parser() -> argparse.ArgumentParser:
    """The parser of `scripts/setup-github`."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("scripts/setup-github", None, DESCRIPTION, EPILOG, formatter_class=raw)
    add = parser.add_argument
    add("repository", nargs="?", metavar="OWNER/NAME", help="the copy (default: the git remote origin)")
    add("--dry-run", action="store_true", help="check everything and say what would be done, change nothing")
    add("--no-task", action="store_true", help="send no first task")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Set up, and return the exit code."""
    args = build_parser().parse_args(argv)
    from scripts.github_setup.setup import run

    return run(args)


if __name__ == "__main__":
    sys.exit(main())
