"""git as a child process: commands, the remote, and commits without a working copy."""
