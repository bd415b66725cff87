"""Apps without a model: rendered from `templates/offline/` by what a request asks for."""

from orchestrator.generate.offline.build import build

__all__ = ["build"]
