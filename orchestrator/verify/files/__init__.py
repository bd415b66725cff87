"""What the files of a site hold, judged without a browser."""
