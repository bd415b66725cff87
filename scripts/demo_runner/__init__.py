"""The demo: the real relay and the real workflow on this machine, with the local stand-in for GitHub."""

INTERRUPTED = 130
"""The exit code after a signal."""
