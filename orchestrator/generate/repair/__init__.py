"""Generate, test, repair: the author, the candidates and the loop between them."""
