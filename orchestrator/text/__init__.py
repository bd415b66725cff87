"""Text and files from outside: safe paths, safe Markdown, and the templates that text is put into."""
