"""Lets `python -m scripts.driver` do what `scripts/demo` does after its set-up."""

import sys

from scripts.driver.cli import main

sys.exit(main())
