"""`scripts/setup-github`: one command that makes a fork on GitHub ready to run tasks."""
