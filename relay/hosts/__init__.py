"""One small file for each kind of host; each makes the app from the environment when it is imported."""
