"""Apps without a model: the published task families from `templates/offline/`, a plain page for the rest."""

from orchestrator.generate.offline.build import build

__all__ = ["build"]
