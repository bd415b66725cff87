"""GitHub Actions: from an event to runs of the real `act`."""
