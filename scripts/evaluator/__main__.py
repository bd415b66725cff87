"""Lets `python -m scripts.evaluator` do what `scripts/evaluate` does after its set-up."""

import sys

from scripts.evaluator.cli import main

sys.exit(main())
