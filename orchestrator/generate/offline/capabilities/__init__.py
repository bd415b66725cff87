"""What the offline generator can build, one module for each family."""
