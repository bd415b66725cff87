"""GitHub as the relay meets it: one client, its pace, what is sent, and what is read."""
