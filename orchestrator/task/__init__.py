"""From an event to a Task: what was asked for, by whom, and what the app will be called."""
