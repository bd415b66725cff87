"""Attachments in an app: at the root byte for byte, and again under the paths by which pages read them."""

from collections.abc import Mapping

from orchestrator.generate.app.links import missing_files
from orchestrator.records.site import Site


def placed_files(site: Site, attachments: Mapping[str, bytes]) -> dict[str, bytes]:
    """Copies of attachments for missing files of the same name, such as `attachments/data.csv`."""
    by_name = {path.rpartition("/")[2].lower(): data for path, data in attachments.items()}
    wanted = {path: by_name.get(path.rpartition("/")[2].lower()) for path in missing_files(site)}
    return {path: data for path, data in wanted.items() if data is not None and _fits(path, site)}


def _fits(path: str, site: Site) -> bool:
    """Whether no file stands where the folder of a path would be, and no folder where the file would be."""
    parts = path.split("/")
    folders = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
    return not folders & site.keys() and not any(other.startswith(f"{path}/") for other in site)
