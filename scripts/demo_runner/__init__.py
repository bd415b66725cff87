"""The demo: the real relay and the real workflow on this machine, with the local stand-in for GitHub."""
