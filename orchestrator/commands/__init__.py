"""One module per command: it reads the work directory, calls its stage, and writes what came out.

Each has `run(args, settings) -> exit code` and imports its stage only when it is called, because a job
installs the packages of its own stages alone.
"""
