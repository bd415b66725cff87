"""An evaluator's look at a published app: `scripts/evaluate`.

Nothing of the orchestrator's verification decides here, so that the two can be held against each other.
"""
