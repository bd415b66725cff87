"""Lets `python -m scripts.demo_runner` do what `scripts/demo` does after its set-up."""

import sys

from scripts.demo_runner.cli import main

sys.exit(main())
