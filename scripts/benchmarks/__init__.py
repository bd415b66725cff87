"""Benchmarks: one module each, with a `main()` that prints ratios measured in one run on this machine."""
