"""What a rule is told besides the sentence that it matched."""

from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.records.site import Site


@dataclass(frozen=True)
class Asked:
    """The surroundings of one check."""

    text: str
    brief: str
    round: int
    attachments: Mapping[str, bytes]
    base: Site | None
