"""Apps on rows of data: which table and columns are meant, figures, charts, and controls over them."""
