"""What stands in for the pinned actions when act runs without a network."""
