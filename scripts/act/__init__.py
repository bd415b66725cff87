"""Composite actions that replace the pinned actions when act runs without a network."""
