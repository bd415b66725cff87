"""The table of capabilities, in the order in which they look at a request: a new one is one entry here."""

from orchestrator.generate.offline.capabilities.calculators.converters import CONVERTERS
from orchestrator.generate.offline.capabilities.calculators.formulas import FORMULAS
from orchestrator.generate.offline.capabilities.contact import CONTACTS
from orchestrator.generate.offline.capabilities.documents import DOCUMENTS
from orchestrator.generate.offline.capabilities.entries import ENTRIES
from orchestrator.generate.offline.capabilities.images import IMAGES
from orchestrator.generate.offline.capabilities.lookups import LOOKUPS
from orchestrator.generate.offline.capabilities.makers import MAKERS
from orchestrator.generate.offline.capabilities.pages import PAGES
from orchestrator.generate.offline.capabilities.rows.tables import TABLES
from orchestrator.generate.offline.capabilities.shelves import SHELVES
from orchestrator.generate.offline.capabilities.texts import TEXTS
from orchestrator.generate.offline.capabilities.timers import TIMERS
from orchestrator.generate.offline.capabilities.todo import TODOS
from orchestrator.generate.offline.capabilities.viewers import VIEWERS
from orchestrator.generate.offline.capabilities.widgets import WIDGETS
from orchestrator.generate.offline.feature import Capability

TOOLS: tuple[Capability, ...] = (*FORMULAS, *CONVERTERS, *TEXTS, *MAKERS, *ENTRIES, *SHELVES)
"""Whole tools: they look first, and the ids that they take play no part for the others."""

PARTS: tuple[Capability, ...] = (
    *TABLES,
    *DOCUMENTS,
    *LOOKUPS,
    *IMAGES,
    *TODOS,
    *TIMERS,
    *WIDGETS,
    *CONTACTS,
    *PAGES,
    *VIEWERS,
)

CATALOGUE = (*TOOLS, *PARTS)

BY_KIND = {capability.kind: capability for capability in CATALOGUE}
