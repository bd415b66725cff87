"""From a Site to a Publication: repository, one push, Pages, and the proof that it is live."""
