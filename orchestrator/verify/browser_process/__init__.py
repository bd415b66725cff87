"""The process that runs Chromium, and what it is given: files, messages, network policy."""
