"""What every call passes before it is answered: authentication, limits, latency, faults, counting."""
