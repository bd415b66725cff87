"""The repair loop with a scripted model and a real browser."""

import os
from pathlib import Path

import pytest

from orchestrator.generate.reply.format import SENTINEL, write_file
from orchestrator.verify.browser_process.chromium import find_chromium
from tests.generate.conftest import request, run_stage, settings_for
from tests.generate.forge import Forge
from tests.generate.scripted import Say, scripted

pytestmark = pytest.mark.skipif(find_chromium(os.environ) is None, reason="no Chromium here")

CHECKS = [
    {"js": "document.title === 'Tides'"},
    {"js": "document.querySelector('#high').textContent === '4.2'"},
]


def page(title: str, high: str) -> str:
    html = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width">\n<link rel="icon" href="data:,">\n</head>\n'
        f'<body>\n<main>\n<h1>Tides</h1>\n<p>High water: <span id="high">{high}</span> m</p>\n</main>\n'
        "</body>\n</html>\n"
    )
    return f"{write_file('index.html', html)}{SENTINEL}\n"


def edit(search: str, replace: str) -> str:
    block = f"<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE"
    return f'<edit path="index.html">\n{block}\n</edit>\n{SENTINEL}\n'


def test_the_best_candidate_is_kept_and_a_worse_one_is_not(tmp_path: Path, forge: Forge) -> None:
    answers = (
        Say(page("Tides", "0")),
        Say(edit("<title>Tides</title>", "<title>Ebb</title>")),
        Say(page("Tides", "4.2")),
    )
    with scripted(*answers) as model:
        fields = request("Show the tide at #high.", checks=CHECKS)
        workdir, verdict = run_stage(tmp_path / "run", fields, settings_for(forge, model.provider()))
    assert verdict is not None
    assert verdict.verified
    assert '<span id="high">4.2</span>' in workdir.site().text("index.html")
    assert workdir.generation().rounds_of_repair == 2
    assert [attempt.purpose for attempt in workdir.generation().attempts] == [
        "write",
        "repair",
        "write",
    ]
    pictures = {path.name for path in workdir.screenshots_folder.iterdir()}
    assert {"phone.png", "desktop.png"} <= pictures
    assert "document.title === 'Tides'" in model.prompt(1)
    assert [request.get("temperature") for request in model.requests] == [0.2, None, 0.7]


def test_of_a_large_app_the_attempt_that_did_not_help_is_shown(tmp_path: Path, forge: Forge) -> None:
    large = page("Tides", "0").replace("</main>", f"<!--{'filler ' * 1_000}--></main>")
    worse = edit("<title>Tides</title>", "<title>Ebb</title>")
    with scripted(Say(large), Say(worse), Say(edit(">0</span>", ">4.2</span>"))) as model:
        fields = request("Show the tide at #high.", checks=CHECKS)
        _, verdict = run_stage(tmp_path / "run", fields, settings_for(forge, model.provider()))
    assert verdict is not None
    assert verdict.verified
    assert "An earlier attempt was not better" in model.prompt(2)
    assert "+<title>Ebb</title>" in model.prompt(2)


def test_an_app_that_is_mostly_wrong_is_written_anew(tmp_path: Path, forge: Forge) -> None:
    with scripted(Say(page("Wrong", "0")), Say(page("Tides", "4.2"))) as model:
        fields = request("Show the tide at #high.", checks=CHECKS)
        workdir, verdict = run_stage(tmp_path / "run", fields, settings_for(forge, model.provider()))
    assert verdict is not None
    assert verdict.verified
    assert [attempt.purpose for attempt in workdir.generation().attempts] == ["write", "write"]


def test_a_model_that_only_copies_is_asked_for_other_first_versions(tmp_path: Path, forge: Forge) -> None:
    pages = (page(title, "4.2") for title in ("Wrong", "Wrong", "Tides"))
    with scripted(*map(Say, pages)) as model:
        fields = request("Show the tide at #high.", checks=CHECKS)
        workdir, verdict = run_stage(tmp_path / "run", fields, settings_for(forge, model.provider()))
    assert verdict is not None
    assert verdict.verified
    purposes = [attempt.purpose for attempt in workdir.generation().attempts]
    assert purposes == ["write", "repair", "write"]
    assert model.requests[2]["temperature"] == 0.7
    assert "Another answer to this failed in a real browser" in model.prompt(2)
    assert "FAILED (round 1): document.title === 'Tides'" in model.prompt(2)
