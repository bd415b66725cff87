"""Entry point of the shims' steps: `python run.py MODULE STEP`, found by act through LOCALHUB_SHIMS."""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    # the work space is another copy of this repository, or of none: import from beside this file
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(getattr(importlib.import_module(f"scripts.act.{sys.argv[1]}"), sys.argv[2])())
