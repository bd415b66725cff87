"""How each check will be judged, decided before the site exists."""
