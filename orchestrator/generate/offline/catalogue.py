"""The table of capabilities, in the order in which they look at a request: a new one is one entry here."""

from orchestrator.generate.offline.capabilities.documents import DOCUMENTS
from orchestrator.generate.offline.capabilities.tables import TABLES
from orchestrator.generate.offline.feature import Capability

CATALOGUE: tuple[Capability, ...] = (*TABLES, *DOCUMENTS)

BY_KIND = {capability.kind: capability for capability in CATALOGUE}
