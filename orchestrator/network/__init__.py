"""Calls to the outside: bounded in time and size, never into a private network."""
