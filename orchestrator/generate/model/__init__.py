"""Talking with OpenAI-compatible endpoints: every fault has a name, every wait an end."""
