"""GitHub Pages: deployments and the sites that they make."""
