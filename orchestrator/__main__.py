"""Lets `python -m orchestrator` do what the `orchestrator` command does."""

import sys

from orchestrator.cli import main

sys.exit(main())
