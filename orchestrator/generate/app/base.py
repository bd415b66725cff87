"""What a generation starts from: the name of the target repository and what already stands there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from orchestrator.errors import InvalidField, SettingsError
from orchestrator.generate.app.clone import Clone, read_repository
from orchestrator.generate.app.manifest import PROVIDED
from orchestrator.generate.errors import BaseUnreadable, ForeignRepository, Superseded
from orchestrator.network.github_rest import NoAnswer, get_json
from orchestrator.records import Deployment, PastRound, Target
from orchestrator.records.site import MARKER, Site
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope
from orchestrator.task.identity import owner_suffix, pages_url, repository_name

CLONE_SECONDS = 60.0

MAX_PAGES = 5
"""Of a hundred repositories each, newest first: an older sender's next round comes within days."""

Reader = Callable[[str, float], Clone | None]


@dataclass(frozen=True)
class Base:
    """The target, and the app that stands there (its marker left out: publishing writes a new one)."""

    target: Target
    site: Site | None
    notes: tuple[str, ...] = ()

    @property
    def past(self) -> tuple[PastRound, ...]:
        """The rounds that went into the app before this one, oldest first."""
        return self.target.deployment.rounds if self.target.deployment else ()


def find_base(envelope: Envelope, settings: Settings, read: Reader = read_repository) -> Base:
    """Find the target repository of a task and read it anonymously.

    Raises:
        SettingsError: nothing says whose the app is.
        BaseUnreadable: the repository, or the list of repositories, cannot be read.
        ForeignRepository: it holds files without a marker of this system.
        Superseded: a later round stands there, which was asked for after this one.
    """
    owner = settings.target_owner
    if not owner:
        raise SettingsError("TARGET_OWNER", "the account or organisation that owns the apps")
    repo = envelope.repo or newest_repository(envelope, settings) or _fresh_name(envelope)
    clone = read(f"{settings.server_url}/{owner}/{repo}.git", CLONE_SECONDS)
    target = Target(owner=owner, repo=repo, pages_url=pages_url(settings.pages_url, owner, repo))
    if clone is None:
        return Base(target, None, _missing_rounds(envelope))
    if not clone.site:
        return Base(target.model_copy(update={"base_sha": clone.sha}), None, _missing_rounds(envelope))
    deployment = _marker(clone.site, f"{owner}/{repo}")
    known = {"base_sha": clone.sha, "deployment": deployment}
    repeated = envelope.digest in {past.request for past in deployment.rounds}
    if not repeated:
        _refuse_superseded(envelope, deployment, f"{owner}/{repo}")
    return Base(
        target.model_copy(update=known | {"already_published": repeated}),
        clone.site.changed({}, frozenset({MARKER})),
    )


def refuse_clashes(base: Base, names: Iterable[str]) -> None:
    """Refuse an attachment that cannot lie beside the app's own files, before anything is built or lost.

    Raises:
        InvalidField: its name is that of a folder of the app, or it wants a folder that is a file there.
    """
    own = {*(base.site or ()), *PROVIDED}
    for name in names:
        inside = next((path for path in sorted(own) if path.startswith(f"{name}/")), None)
        if inside:
            raise InvalidField("attachments", f"another name than {name}, a folder of the app ({inside})")
        above = next((path for path in sorted(own) if name.startswith(f"{path}/")), None)
        if above:
            raise InvalidField("attachments", f"another name than {name}: {above} is a file of the app")


def newest_repository(envelope: Envelope, settings: Settings) -> str | None:
    """The newest repository of the task's e-mail, for a later round of a sender whose `task` is a verb."""
    suffix = owner_suffix(envelope.task)
    for page in range(1, MAX_PAGES + 1):
        listed = _repositories(settings, page)
        for entry in listed:
            name = str(entry.get("name", ""))
            if name.startswith("llm-app-") and name.endswith(suffix):
                return name
        if len(listed) < 100:
            break
    return None


def _repositories(settings: Settings, page: int) -> list[Mapping[str, Any]]:
    what = f"repositories of {settings.target_owner}"
    order: dict[str, str | int] = {"sort": "created", "direction": "desc", "per_page": 100, "page": page}
    url = f"{settings.api_url}/users/{settings.target_owner}/repos"
    try:
        status, listed = get_json(url, settings.github_token.get_secret_value(), order)
    except NoAnswer as error:
        raise BaseUnreadable(what, str(error)) from error
    if not isinstance(listed, list):
        raise BaseUnreadable(what, f"GitHub answered {status}")
    return [entry for entry in listed if isinstance(entry, dict)]


def _fresh_name(envelope: Envelope) -> str:
    """The name that a first round of the same request would have had."""
    first = envelope.task.model_copy(update={"round": 1})
    return repository_name(first) or "llm-app"


def _missing_rounds(envelope: Envelope) -> tuple[str, ...]:
    if envelope.round == 1:
        return ()
    return (
        f"Round {envelope.round} found no app of an earlier round and was built from its own request alone.",
    )


def _refuse_superseded(envelope: Envelope, deployment: Deployment, repository: str) -> None:
    """A lost run that is repeated keeps the time of its receipt; a request that is sent anew has its own."""
    standing = max((past.round for past in deployment.rounds), default=deployment.round)
    asked = deployment.received_at
    if envelope.round < standing and asked is not None and envelope.received_at < asked:
        raise Superseded(repository, envelope.round, standing)


def _marker(site: Site, repository: str) -> Deployment:
    if MARKER not in site:
        raise ForeignRepository(repository, f"it holds files but no {MARKER}")
    try:
        return Deployment.model_validate_json(site[MARKER])
    except ValidationError as error:
        raise ForeignRepository(repository, f"its {MARKER} is not of this system") from error
