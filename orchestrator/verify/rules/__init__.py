"""Sentences that need no model: each rule beside its pattern, with sentences that it takes and leaves."""
