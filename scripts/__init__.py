"""What a person runs: the demo, the benchmarks, and the stand-in that both need."""
