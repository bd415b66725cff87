"""The relay: one small, stateless page that turns a request into an event of the control repository."""

import orchestrator

__version__ = orchestrator.__version__
