"""The workflows of a site: their files, their steps, and the actions that they may use."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.records.site import Site
from orchestrator.text.strict_yaml import StrictYamlError, load_yaml

FOLDER = ".github/workflows/"
OURS = f"{FOLDER}pages.yml"
"""Where the workflow is that is put into every site; with that very text it needs no word in the brief."""

ACTIONS = {
    "actions/cache": "27d5ce7f107fe9357f9df03efb73ab90386fccae",
    "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1",
    "actions/configure-pages": "45bfe0192ca1faeb007ade9deae92b16b8254a0d",
    "actions/deploy-pages": "cd2ce8fcbc39b97be8ca5fce6e763baed58fa128",
    "actions/download-artifact": "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
    "actions/setup-go": "",
    "actions/setup-java": "",
    "actions/setup-node": "",
    "actions/setup-python": "5fda3b95a4ea91299a34e894583c3862153e4b97",
    "actions/upload-artifact": "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
    "actions/upload-pages-artifact": "fc324d3547104276b827a68afc52ff2a11cc49c9",
    "astral-sh/setup-uv": "20cfd1bf945f4377ade1205e4dbc17946fc9a30d",
}
"""Known actions, and a commit to name to a model that wrote a tag."""

_TAGGED = re.compile(
    r"(?m)^(?P<uses>[ \t-]{0,40}uses:[ \t]{1,9})(?P<action>[\w.-]{1,60}/[\w.-]{1,60})"
    r"@(?P<tag>v[\d.]{1,20})(?=[ \t]{0,9}\r?$)"
)


def workflow_files(site: Site) -> tuple[str, ...]:
    """The paths of the site's workflows."""
    return tuple(path for path in site if path.startswith(FOLDER) and path.endswith((".yml", ".yaml")))


def deploys_pages(site: Site) -> bool:
    """Whether a workflow of the site's own deploys Pages."""
    return any(
        str(step.get("uses")).startswith("actions/deploy-pages@")
        for path in workflow_files(site)
        for step in steps_of(load_workflow(site[path]))
    )


def load_workflow(data: bytes) -> dict[str, Any]:
    """The workflow as a mapping; anything else becomes an empty one."""
    try:
        loaded = load_yaml(data)
    except StrictYamlError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def steps_of(workflow: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every step of every job."""
    for job in mapping(workflow.get("jobs")).values():
        steps = mapping(job).get("steps")
        yield from (step for step in (steps if isinstance(steps, list) else ()) if isinstance(step, dict))


def pin_actions(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """`files`, in whose workflows known actions are named by a commit instead of a tag."""

    def pinned(match: re.Match[str]) -> str:
        commit = ACTIONS.get(match["action"])
        return f"{match['uses']}{match['action']}@{commit} # {match['tag']}" if commit else match[0]

    def text(path: str, data: bytes) -> bytes:
        if not path.startswith(FOLDER):
            return data
        return _TAGGED.sub(pinned, data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    return {path: text(path, data) for path, data in files.items()}


def mapping(value: object) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}
