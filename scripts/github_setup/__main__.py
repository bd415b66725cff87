"""Lets `python -m scripts.github_setup` do what `scripts/setup-github` does; `--help` needs no package."""

import sys

from scripts.github_setup.arguments import build_parser


def _main() -> int:
    args = build_parser().parse_args()
    from scripts.github_setup.cli import run

    return run(args)


if __name__ == "__main__":
    sys.exit(_main())
