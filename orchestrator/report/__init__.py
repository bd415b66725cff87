"""From a Publication to a Receipt: the callback, and the summary page of the run."""
