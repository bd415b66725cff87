"""Sentences that need no model: each rule is one function, and one line in the table."""
