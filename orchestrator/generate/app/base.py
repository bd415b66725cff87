"""What a generation starts from: the name of the target repository and what already stands there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from orchestrator.errors import InvalidField
from orchestrator.generate.app.clone import Clone, read_repository
from orchestrator.generate.app.manifest import PROVIDED
from orchestrator.generate.errors import BaseUnreadable, ForeignRepository, Superseded
from orchestrator.network.github import NoAnswer, find_target
from orchestrator.records import Deployment, PastRound, Target
from orchestrator.records.site import MARKER, Site
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope

CLONE_SECONDS = 60.0

Reader = Callable[[str, float, str], Clone | None]


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
    """Find the target repository of a task and read it.

    Raises:
        SettingsError: nothing says whose the app is.
        BaseUnreadable: the repository, or the list of repositories, cannot be read.
        ForeignRepository: it holds files without a marker of this system.
        Superseded: a later round stands there, which was asked for after this one.
    """
    try:
        target = find_target(envelope, settings)
    except NoAnswer as error:
        raise BaseUnreadable(f"repositories of {settings.target_owner}", str(error)) from error
    owner, repo = target.owner, target.repo
    token = settings.github_token.get_secret_value()
    clone = read(f"{settings.server_url}/{owner}/{repo}.git", CLONE_SECONDS, token)
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
