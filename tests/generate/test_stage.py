"""The whole stage without a browser: who writes, what happens when the model fails, what is recorded."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestrator.cli import main
from orchestrator.generate.errors import ModelFailed
from orchestrator.generate.repair.candidates import NOT_KEPT
from orchestrator.generate.repair.loop import improve
from orchestrator.generate.reply.format import SENTINEL, write_file
from orchestrator.generate.stage import generate, stage_deadline
from orchestrator.records import CheckResult, Kind, Status, Verdict
from orchestrator.records.site import Site
from orchestrator.records.workdir import StageCount, WorkDir
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Settings
from tests.generate.conftest import attachment, envelope_of, publish, request, run_stage, settings_for
from tests.generate.forge import Forge
from tests.generate.scripted import Say, scripted

PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n<head><title>Tides</title></head>\n'
    '<body><p id="high">4.2</p></body>\n</html>\n'
)
WHOLE = Say(write_file("index.html", PAGE) + SENTINEL, usage=(1_000, 200))
DOWN = Say(
    status=401, error={"message": "Incorrect API key provided: sk-scripted-key", "code": "invalid_api_key"}
)

pytestmark = pytest.mark.usefixtures("no_browser")


def test_without_a_provider_the_offline_generator_works_and_says_so(tmp_path: Path, forge: Forge) -> None:
    workdir, verdict = run_stage(tmp_path / "run", request(), settings_for(forge))
    assert verdict is not None
    assert workdir.generation().generator == "offline"
    assert "No language model was asked" in workdir.site().text("README.md")


def test_an_attachment_that_cannot_be_read_is_kept_as_it_came_and_told(tmp_path: Path, forge: Forge) -> None:
    fields = request(attachments=[attachment("rates.json", b"{'a': 1}"), attachment("ok.json", b"{}")])
    workdir, _ = run_stage(tmp_path / "run", fields, settings_for(forge))
    (note,) = [note for note in workdir.generation().notes if note.startswith("The attachment")]
    assert note.startswith("The attachment rates.json is not valid JSON (Expecting property name")
    assert note.endswith("; it is kept as it came.")
    assert workdir.site()["rates.json"] == b"{'a': 1}"


def test_a_failing_model_fails_the_stage_with_its_reason(tmp_path: Path, forge: Forge) -> None:
    with (
        scripted(DOWN) as model,
        pytest.raises(ModelFailed, match=r"scripted-1: answered 401 \(invalid_api_key\)"),
    ):
        run_stage(tmp_path / "run", request(), settings_for(forge, model.provider()))
    assert not (tmp_path / "run/site").exists()


def test_where_it_is_allowed_the_offline_generator_steps_in_and_says_so_everywhere(
    tmp_path: Path, forge: Forge
) -> None:
    with scripted(DOWN) as model:
        settings = settings_for(forge, model.provider(), on_model_failure="offline")
        workdir, _ = run_stage(tmp_path / "run", request(), settings)
    said = "The model failed (scripted-1: answered 401 (invalid_api_key)"
    assert workdir.generation().generator == "offline"
    assert any(note.startswith(said) for note in workdir.generation().notes)
    assert said in workdir.site().text("README.md")


def test_calls_that_failed_are_recorded_where_the_offline_generator_stepped_in(
    tmp_path: Path, forge: Forge
) -> None:
    with scripted(Say("No.", usage=(1_000, 200)), Say("No.", usage=(1_000, 200))) as model:
        settings = settings_for(
            forge, model.provider(), on_model_failure="offline", prices={"scripted-1": (1.0, 10.0)}
        )
        workdir, _ = run_stage(tmp_path / "run", request(), settings)
    generation = workdir.generation()
    assert [attempt.purpose for attempt in generation.attempts] == ["write", "write again", "one page"]
    assert generation.cost_usd == pytest.approx(0.006)


def test_a_failed_stage_tells_its_tokens_and_leaves_no_record_of_an_earlier_run(
    tmp_path: Path, forge: Forge
) -> None:
    with scripted(WHOLE, Say("No.", usage=(1_000, 200)), DOWN) as model:
        settings, count = settings_for(forge, model.provider()), StageCount()
        workdir, _ = run_stage(tmp_path / "run", request(), settings)
        with pytest.raises(ModelFailed):
            generate(workdir, settings, count)
    assert count.tokens == 1_200
    assert not any(workdir.has(name) for name in ("generation.json", "verdict.json"))


def test_calls_tokens_and_cost_are_recorded(tmp_path: Path, forge: Forge) -> None:
    with scripted(WHOLE) as model:
        settings = settings_for(forge, model.provider(), prices={"scripted-1": (1.0, 10.0)})
        workdir, _ = run_stage(tmp_path / "run", request(), settings)
    generation = workdir.generation()
    assert [(a.purpose, a.outcome, a.prompt_tokens, a.completion_tokens) for a in generation.attempts] == [
        ("write", "stop", 1_000, 200)
    ]
    assert generation.cost_usd == pytest.approx(0.003)


@pytest.mark.parametrize("prices", [{}, {"scripted-1": (1.0, 2.0)}])
def test_an_unknown_price_or_number_of_tokens_makes_the_cost_unknown(
    prices: dict[str, tuple[float, float]], tmp_path: Path, forge: Forge
) -> None:
    answer = WHOLE if not prices else Say(WHOLE.text, usage=None)
    with scripted(answer) as model:
        workdir, _ = run_stage(
            tmp_path / "run", request(), settings_for(forge, model.provider(), prices=prices)
        )
    assert workdir.generation().cost_usd is None


def test_keys_prompts_and_replies_never_reach_the_log(
    tmp_path: Path, forge: Forge, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "orchestrator")
    with scripted(Say("Not yet."), WHOLE) as model:
        run_stage(tmp_path / "run", request("Show the tide at noon."), settings_for(forge, model.provider()))
    text = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("orchestrator")
    )
    for private in ("sk-scripted-key", "the tide at noon", "Not yet.", "4.2", "ada@example.com", "nonce-1"):
        assert private not in text


def test_the_generator_is_who_wrote_what_is_kept_not_who_was_asked_last(tmp_path: Path, forge: Forge) -> None:
    useless = [Say(write_file(f"{n}.txt", "x\n") + SENTINEL) for n in range(8)]
    with scripted(WHOLE, Say(SENTINEL), DOWN) as first, scripted(*useless) as second:
        settings = settings_for(forge, first.provider("first-1"), second.provider("second-1"))
        fields = request("Show facts.json.", checks=["facts.json exists"])
        workdir, _ = run_stage(tmp_path / "run", fields, settings)
    assert {"first-1", "second-1"} == {attempt.model for attempt in workdir.generation().attempts}
    assert workdir.generation().generator == "first-1"
    assert "The language model `first-1` wrote" in workdir.site().text("README.md")


def test_what_a_revision_loses_is_told_and_never_silent(tmp_path: Path, forge: Forge) -> None:
    first_reply = Say(write_file("index.html", PAGE) + write_file("facts.json", "{}\n") + SENTINEL)
    gone = Say(f'<delete path="facts.json"/>\n{SENTINEL}')
    with scripted(first_reply, *[gone] * 8) as model:
        settings = settings_for(forge, model.provider())
        checks = ["facts.json exists"]
        first, _ = run_stage(tmp_path / "one", request("Show facts.json.", checks=checks), settings)
        publish(forge, first)
        second, _ = run_stage(tmp_path / "two", request("Be short.", round=2), settings)
    assert "These files were deleted: facts.json." in model.prompt(2)
    assert second.generation().notes == (NOT_KEPT,)
    assert "facts.json" in second.site()
    assert NOT_KEPT in second.site().text("README.md")
    assert not second.verdict().verified


def test_a_round_that_changes_nothing_is_never_verified(tmp_path: Path, forge: Forge) -> None:
    with scripted(*[WHOLE] * 8) as model:
        settings = settings_for(forge, model.provider())
        first, _ = run_stage(tmp_path / "one", request("Show the tides."), settings)
        publish(forge, first)
        _, verdict = run_stage(tmp_path / "two", request("Add a button.", round=2), settings)
    assert verdict is not None
    assert not verdict.verified
    assert "brief: Not built: round 2 changed no file of the app." in {
        result.check for result in verdict.counted(Status.NOT_RUN)
    }


def test_of_several_candidates_the_best_goes_on(tmp_path: Path, forge: Forge) -> None:
    def answer(sent: dict[str, Any]) -> Say:
        if "temperature" in sent:
            return Say(write_file("index.html", PAGE) + write_file("facts.json", "[1]\n") + SENTINEL)
        return WHOLE if len(sent["messages"]) == 2 else Say(SENTINEL)

    with scripted(*[answer] * 8) as model:
        settings = settings_for(forge, model.provider(), candidates=2)
        fields = request("Show facts.json.", checks=["facts.json exists"])
        workdir, _ = run_stage(tmp_path / "run", fields, settings)
    assert workdir.site()["facts.json"] == b"[1]\n"
    assert [attempt.purpose for attempt in workdir.generation().attempts].count("write") == 2


def test_a_task_leaves_time_for_publishing_and_a_late_one_gets_its_own() -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    assert stage_deadline(now, Settings(), now).at == now + timedelta(seconds=400)
    for hours in (-2, 2):  # the second is what a relay with a fast clock says
        received = now + timedelta(hours=hours)
        assert stage_deadline(received, Settings(), now).at == now + timedelta(seconds=400)


def test_the_command_ends_with_exit_code_4_and_one_line(
    tmp_path: Path, forge: Forge, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workdir = WorkDir(tmp_path / "run")
    workdir.save_envelope(envelope_of(request()))
    with scripted(DOWN) as model:
        environment = {
            "OPENAI_API_KEY": "sk-scripted-key",
            "OPENAI_BASE_URL": model.url,
            "TARGET_OWNER": "ada",
        }
        for name, value in (environment | {"GITHUB_SERVER_URL": forge.url}).items():
            monkeypatch.setenv(name, value)
        assert main(["generate", "--run", str(workdir.root)]) == 4
    said = capsys.readouterr().err
    assert "generate: no model gave a usable answer: gpt-5-mini: answered 401" in said
    assert "sk-scripted-key" not in said
    assert [line.outcome for line in workdir.timeline()] == ["failed"]


def two_failures(_site: Site) -> Verdict:
    results = [
        CheckResult(check=str(n), kind=Kind.JS, status=Status.FAILED if n < 2 else Status.PASSED, round=1)
        for n in range(3)
    ]
    return Verdict(content="", results=tuple(results))


def always(_one: Verdict, _other: Verdict) -> bool:
    return True


def test_no_repair_is_begun_when_time_runs_out() -> None:
    late = Deadline(datetime.now(UTC) + timedelta(seconds=5))
    outcome = improve(Site({}), two_failures, lambda *_: pytest.fail("repaired"), always, late)
    assert outcome.repairs == 0


def test_a_repair_that_brings_nothing_ends_the_loop() -> None:
    deadline = Deadline(datetime.now(UTC) + timedelta(seconds=100))
    outcome = improve(Site({}), two_failures, lambda *_: None, always, deadline)
    assert (outcome.repairs, len(outcome.verdict.counted(Status.FAILED))) == (2, 2)


def test_run_records_are_json(tmp_path: Path, forge: Forge) -> None:
    workdir, _ = run_stage(tmp_path / "run", request(), settings_for(forge))
    for name in ("target.json", "generation.json", "verdict.json"):
        json.loads((workdir.root / name).read_text())
