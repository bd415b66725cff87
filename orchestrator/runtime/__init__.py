"""The runner and its children: workflow commands, clock, child processes, masking."""
