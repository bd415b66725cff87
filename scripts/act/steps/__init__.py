"""The steps of those stand-ins that need more than a line of shell."""
