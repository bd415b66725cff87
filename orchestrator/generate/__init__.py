"""From a Task to a Site: prompt, reply, edits, the offline generator, and the loop with verification."""
