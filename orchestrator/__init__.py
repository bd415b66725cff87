"""The orchestrator: what runs inside the workflow, one package per stage.

The data flows one way: task → generate ⇄ verify → publish → report. Each stage reads and writes the files of
one work directory, so every command can be run alone, looked at, and run again.
"""

__version__ = "0.1.0"
