"""What a model is told: the request within a token budget, previews of attachments, fetched sources."""
