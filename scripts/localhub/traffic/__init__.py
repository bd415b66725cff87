"""What every call passes before it is answered: who asks, how often, and what goes wrong on purpose."""
