"""From a Publication to a Receipt: the callback, its record on the commit, and the summary page."""
