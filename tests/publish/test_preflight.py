"""Preflight: every wrong token and key is named before anything is spent, with the page to mend it."""

import argparse
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from orchestrator.commands.preflight import SettingsWrong, run
from orchestrator.settings import Provider, Settings
from scripts.localhub import Hub

CONTROL = "ada/control"
ALL = dict.fromkeys(("administration", "contents", "pages", "statuses", "actions"), "write")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with Hub(tmp_path_factory.mktemp("hub"), control_repo=CONTROL) as running:
        running.create_repository(CONTROL)
        running.add_organization("crew", ["ada"])
        running.add_organization("strangers", ["bob"])
        yield running


def problems(
    hub: Hub, token: str, owner: str = "ada", providers: tuple[Provider, ...] = (), *, quick: bool = False
) -> list[str]:
    settings = Settings(
        control_repo=CONTROL, target_owner=owner, api_url=hub.api_url, server_url="https://github.com",
        target_token=SecretStr(token), providers=providers,
    )  # fmt: skip
    try:
        run(argparse.Namespace(quick=quick), settings)
    except SettingsWrong as error:
        return error.problems
    return []


def classic(*scopes: str) -> Callable[[Hub], str]:
    return lambda hub: hub.classic_token("ada", *scopes)


def fine_grained(*missing: str, repositories: Sequence[str] = ()) -> Callable[[Hub], str]:
    rights = {name: level for name, level in ALL.items() if name not in missing}
    return lambda hub: hub.fine_grained_token("ada", rights, repositories=repositories)


RIGHT = [(classic("repo", "workflow"), "ada"), (classic("repo", "workflow"), "crew"), (fine_grained(), "ada")]

SITE = "https://github.com"
EDIT = f"at {SITE}/settings/personal-access-tokens"
NEW = f"make a new one at {SITE}/settings/tokens/new?scopes=repo,workflow"
LACKS = "it lacks the permission {}=write; grant it " + EDIT
SELECTED = "for ada/control (choose Repository access: All repositories)"
CREATE = "it may not create repositories of {}: grant the permission administration=write " + EDIT
SCOPES = f"add it at {SITE}/settings/tokens"
UNKNOWN = f"GitHub does not accept it (unknown, revoked or expired); {NEW}"
STRANGER = "nobody (TARGET_OWNER) is neither its account ada nor an organisation open to it"
WRONG: dict[str, tuple[Callable[[Hub], str], str, list[str]]] = {
    "none": (lambda _: "", "ada", [f"not set; add it at {SITE}/ada/control/settings/secrets/actions"]),
    "nonsense": (lambda _: "ghp_nonsense", "ada", [UNKNOWN]),
    "no workflow": (classic("repo"), "ada", [f"it lacks the scope workflow; {SCOPES}"]),
    "no scope": (classic(), "ada", [f"it lacks the scope repo and workflow; {SCOPES}"]),
    "unknown owner": (classic("repo", "workflow"), "nobody", [STRANGER]),
    "closed": (classic("repo", "workflow"), "strangers", [CREATE.format("strangers")]),
    "no administration": (
        fine_grained("administration"), "ada", [CREATE.format("ada"), LACKS.format("pages")]
    ),
    **{f"no {right}": (fine_grained(right), "ada", [LACKS.format(right)]) for right in [*ALL][1:]},
    "several": (
        fine_grained("statuses", "actions"), "ada", [LACKS.format("statuses"), LACKS.format("actions")]
    ),
    "selected": (
        fine_grained(repositories=["ada/other"]), "ada",
        [f"it lacks the permission {SELECTED}; grant it {EDIT}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("token", "owner"), RIGHT)
def test_a_right_token_passes(hub: Hub, token: Callable[[Hub], str], owner: str) -> None:
    assert problems(hub, token(hub), owner) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_token_is_named_with_all_that_it_lacks(hub: Hub, name: str) -> None:
    token, owner, sentences = WRONG[name]
    before = list(hub.state.repositories)
    assert problems(hub, token(hub), owner) == [f"TARGET_TOKEN: {sentence}" for sentence in sentences]
    assert list(hub.state.repositories) == before


@pytest.mark.parametrize(("name", "found"), [("nonsense", 1), ("no workflow", 1), ("no pages", 0)])
def test_the_quick_check_is_one_call_that_changes_nothing(hub: Hub, name: str, found: int) -> None:
    token, owner, sentences = WRONG[name]
    value, before = token(hub), len(hub.log())
    assert problems(hub, value, owner, quick=True) == [f"TARGET_TOKEN: {text}" for text in sentences[:found]]
    assert [call.endpoint for call in hub.log()[before:]] == ["GET /user"]


class RefusingModel(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(401 if self.headers["authorization"] != "Bearer sk-right-key" else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_keys_and_addresses_of_models_are_tried_too(hub: Hub) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), RefusingModel) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/v1"
        refused, right = (Provider("m", SecretStr(key), url) for key in ("sk-wrong-key", "sk-right-key"))
        absent = Provider("m", SecretStr("none"), "http://127.0.0.1:9/v1", setting="FALLBACK")
        token = hub.tokens.target
        assert problems(hub, token, providers=(right, right)) == []
        found = problems(hub, "", providers=(refused, absent))
        server.shutdown()
    names = [problem.split(":")[0] for problem in found]
    assert names == ["TARGET_TOKEN", "OPENAI_API_KEY", "FALLBACK_BASE_URL"]
    assert "sk-wrong-key" not in " ".join(found)
