"""What a request demands in so many words: files, ids, titles, libraries."""
