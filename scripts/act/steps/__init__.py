"""The steps of those actions that need more than a line of shell."""
