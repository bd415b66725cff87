"""The parts of pages, one module for each task family; each finds itself in a request, or is None."""
