"""The table of capabilities, in the order in which they look at a request: a new one is one entry here."""

from orchestrator.generate.offline.capabilities.documents import DOCUMENTS
from orchestrator.generate.offline.capabilities.images import IMAGES
from orchestrator.generate.offline.capabilities.lookups import LOOKUPS
from orchestrator.generate.offline.capabilities.pages import PAGES
from orchestrator.generate.offline.capabilities.tables import TABLES
from orchestrator.generate.offline.capabilities.viewers import VIEWERS
from orchestrator.generate.offline.capabilities.widgets import WIDGETS
from orchestrator.generate.offline.feature import Capability

CATALOGUE: tuple[Capability, ...] = (*TABLES, *DOCUMENTS, *LOOKUPS, *IMAGES, *WIDGETS, *PAGES, *VIEWERS)

BY_KIND = {capability.kind: capability for capability in CATALOGUE}
