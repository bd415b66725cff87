"""git: commands on bare repositories, git over HTTP, and the consequences of a push."""
