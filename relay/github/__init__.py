"""The GitHub API as the relay uses it: client, rate limits, cache, events and workflow runs."""
