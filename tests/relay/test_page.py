"""The page at `/` in a real browser: by keyboard, on a phone, followed live, without an external asset."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from relay import status
from tests.relay.conftest import SECRET
from tests.relay.fake_github import RUN_URL, Answer, FakeGitHub, Fault, job, run

PHONE: ViewportSize = {"width": 375, "height": 667}
WIDE: ViewportSize = {"width": 1280, "height": 900}

CODE = "js: (() => {\n  const rows = document.querySelectorAll('tr');\n\nreturn rows.length > 2;\n})()"


IMPATIENT = "const wait = setTimeout; setTimeout = (call, ms) => wait(call, Math.min(ms, 100));"


@pytest.fixture
def page(chromium: Browser, relay: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """The page on a phone; a request that leaves the relay fails the test, and so does a script error."""
    monkeypatch.setattr(status, "MAX_AGE", -1.0)
    context = chromium.new_context(viewport=PHONE)
    opened = context.new_page()
    opened.add_init_script(IMPATIENT)
    wrong: list[str] = []
    sent: list[str] = []
    opened.on("request", lambda request: sent.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto(base(relay))
    yield opened
    context.close()
    assert wrong + [url for url in sent if not url.startswith((base(relay), "data:"))] == []


def base(relay: httpx.Client) -> str:
    return str(relay.base_url).rstrip("/")


TIDES: FilePayload = {"name": "tides.csv", "mimeType": "text/csv", "buffer": b"high,low\n"}

FORM = {
    "secret": SECRET,
    "email": "ada@example.com",
    "task": "tide-table-7f3",
    "round": "1",
    "brief": "Show the tides\nin a table.",
    "checks": "js: !!document.querySelector('table')\n\nREADME explains usage",
}


def fill_by_keyboard(page: Page, **changes: str) -> None:
    """Go through the form with the Tab key and send it with Enter."""
    page.get_by_label("Secret").focus()
    for name, value in (FORM | changes).items():
        if name == "round":
            page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(value)
        page.keyboard.press("Tab")
    page.get_by_label("Attachments").set_input_files(TIDES)
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")


def send(page: Page) -> None:
    """Fill in the form, and wait until the task is taken."""
    fill_by_keyboard(page)
    expect(page.locator("#progress")).to_be_focused()


def run_of(task_id: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A run of today."""
    created = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return run(display_title=f"{task_id} llm-app-tides", status="queued", created_at=created) | changes


def test_a_task_sent_by_keyboard_is_followed_to_its_end(page: Page, github: FakeGitHub) -> None:
    send(page)
    progress = page.locator("#progress")
    payload = github.events[0]["client_payload"]
    assert payload["task"]["brief"] == "Show the tides\nin a table."
    assert [check["kind"] for check in payload["task"]["checks"]] == ["js", "text"]
    assert payload["task"]["attachments"] == [
        {"name": "tides.csv", "url": "data:text/csv;base64,aGlnaCxsb3cK"}
    ]

    stage, said = page.locator("[aria-current=step]"), page.get_by_role("status")
    links = progress.get_by_role("link")
    github.runs = [run_of(payload["task_id"])]
    expect(stage).to_contain_text("Waiting for a machine")
    github.jobs = {7: [job("generate")]}
    github.runs = [run_of(payload["task_id"], status="in_progress")]
    expect(stage).to_contain_text("Writing and checking the app")
    github.jobs = {7: [job("generate", "success"), job("publish")]}
    expect(stage).to_have_text("Publishing the app now")
    expect(said).to_have_text("The job publish is running.")
    expect(links).to_have_text([RUN_URL])
    github.jobs = {7: [job("generate", "success"), job("publish", "success")]}
    expect(said).to_have_text("The app is published.")
    app = ["https://github.com/octo-owner/llm-app-tides", "https://octo-owner.github.io/llm-app-tides/"]
    expect(links).to_have_text([RUN_URL, *app])
    expect(page.locator("li[data-state=done]")).to_have_count(4)


def test_a_failure_shows_the_stage_and_survives_a_reload(page: Page, github: FakeGitHub) -> None:
    send(page)
    failed = {"name": "generate and verify the app", "status": "completed", "conclusion": "failure"}
    github.jobs = {7: [job("generate", "failure", steps=[failed])]}
    github.annotations = {70: [{"annotation_level": "failure", "message": "gpt-5: no answer"}]}
    github.runs = [run_of(github.events[0]["client_payload"]["task_id"], status="in_progress")]
    expect(page.locator("li[data-state=failed]")).to_have_text("Writing and checking the app failed")
    reason = "The step “generate and verify the app” failed: gpt-5: no answer"
    expect(page.get_by_role("status")).to_have_text(reason)
    expect(page.locator("#progress").get_by_role("link")).to_have_text([RUN_URL])
    page.reload()
    expect(page.get_by_role("status")).to_have_text(reason)
    expect(page.get_by_label("Brief")).to_have_value("Show the tides\nin a table.")
    assert SECRET not in page.evaluate("JSON.stringify(localStorage)")


def test_what_is_wrong_is_marked_and_focused_and_nothing_is_sent(page: Page, github: FakeGitHub) -> None:
    def assert_marked(label: str, note: str, *, focused: bool = True) -> None:
        field = page.get_by_label(label, exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(note)))
        if focused:
            expect(field).to_be_focused()

    fill_by_keyboard(page, email="ada@", round="0", secret="wrong")
    assert_marked("E-mail", "Please enter a part following '@'. 'ada@' is incomplete.")
    assert_marked("Round", "Value must be greater than or equal to 1.", focused=False)
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Round").fill("1")
    page.get_by_role("button", name="Send").click()
    assert_marked("Secret", "The secret is wrong.")
    page.get_by_label("Secret").fill(SECRET)
    marker: FilePayload = {"name": "deployment.json", "mimeType": "application/json", "buffer": b"{}"}
    page.get_by_label("Attachments").set_input_files(marker)
    page.get_by_role("button", name="Send").click()
    expected = "Expected another name than deployment.json, which the publisher writes itself"
    assert_marked("Attachments", f"0.name: {expected}")
    assert github.events == []


def test_after_no_answer_the_form_is_as_it_was_and_sends_the_same_request_again(
    page: Page, github: FakeGitHub
) -> None:
    github.fault = lambda _: Fault(Answer(502), does_the_work=True)
    fill_by_keyboard(page)
    expect(page.get_by_role("alert")).to_contain_text("It is not known whether the task has started")
    expect(page.get_by_label("Task", exact=True)).to_have_value("tide-table-7f3")
    github.fault = lambda _: None
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#progress")).to_be_focused()
    first, again = (event["client_payload"]["task"]["nonce"] for event in github.events)
    assert first == again


def sent_task(github: FakeGitHub) -> dict[str, Any]:
    task: dict[str, Any] = github.events[-1]["client_payload"]["task"]
    return task


def finish(github: FakeGitHub) -> None:
    github.runs = [
        run_of(github.events[-1]["client_payload"]["task_id"], status="completed", conclusion="success")
    ]
    github.jobs = {7: [job("generate", "success"), job("publish", "success")]}


CHECKS = {
    f"README explains usage\n{CODE}\njs: a()\n  .b()\nIt has a table":
        ["README explains usage", CODE.removeprefix("js: "), "a()\n  .b()", "It has a table"],
    '[{"js": "a\\n\\nb"}, "x"]': ["a\n\nb", "x"],
}  # fmt: skip


def test_checks_are_read_by_line_or_as_json(page: Page, github: FakeGitHub) -> None:
    send(page)
    for checks, bodies in CHECKS.items():
        page.get_by_label("Checks", exact=True).fill(checks)
        with page.expect_response("**/task"):
            page.get_by_role("button", name="Send").click()
        assert [check["body"] for check in sent_task(github)["checks"]] == bodies


def test_a_request_is_sent_once_and_then_revised(page: Page, github: FakeGitHub) -> None:
    send(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").last).to_contain_text("This request was sent already.")
    assert len(github.events) == 1
    finish(github)
    page.get_by_role("button", name="Revise (round 2)").click()
    expect(page.get_by_label("Brief")).to_be_focused()
    page.keyboard.insert_text("Add a switch.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#progress")).to_be_focused()
    task = sent_task(github)
    assert (task["round"], task["task"], task["email"]) == (2, "tide-table-7f3", "ada@example.com")
    expect(page.locator("#recent a")).to_have_count(2)
    page.get_by_role("button", name="Forget them").click()
    expect(page.locator("#recent")).to_be_hidden()


def test_a_pasted_request_is_sent_as_it_is(page: Page, github: FakeGitHub, fields: dict[str, Any]) -> None:
    request = fields | {
        "brief": {"name": "Tides", "description": "Show them."},
        "checks": [{"js": CODE.removeprefix("js: ")}, {"js": "a\n\nb"}, "A sentence"],
        "repo": "llm-app-mine",
    }
    page.get_by_text("Paste a request").click()
    page.get_by_label("Request as JSON").fill("[]")
    page.get_by_role("button", name="Fill the form with it").click()
    expect(page.get_by_role("alert").first).to_have_text("A request is a JSON object.")
    page.get_by_label("Request as JSON").fill(json.dumps(request))
    page.get_by_role("button", name="Fill the form with it").click()
    page.get_by_text("As a script").click()
    expect(page.locator("#curl")).to_contain_text('"secret": "YOUR SECRET"')
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#progress")).to_be_focused()
    expect(page.locator("#stages")).to_contain_text("Publishing the app and calling back")
    sent = sent_task(github)
    assert (sent["brief"], sent["nonce"], sent["repo"]) == ("Tides\n\nShow them.", "nonce-1", "llm-app-mine")
    assert [check["body"] for check in sent["checks"]] == [CODE.removeprefix("js: "), "a\n\nb", "A sentence"]
    assert sent["attachments"] == fields["attachments"]


def test_the_example_needs_only_the_secret(page: Page, github: FakeGitHub) -> None:
    page.get_by_role("button", name="Fill in an example").click()
    expect(page.get_by_label("Secret")).to_be_focused()
    page.keyboard.insert_text(SECRET)
    page.keyboard.press("Enter")
    expect(page.locator("#progress")).to_be_focused()
    assert sent_task(github)["attachments"][0]["name"] == "tides.csv"


def test_the_page_is_accessible_and_fits(page: Page, github: FakeGitHub) -> None:
    send(page)
    finish(github)
    expect(page.get_by_role("button", name="Revise (round 2)")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.get_by_label("Secret").fill("wrong")
    page.get_by_label("Task", exact=True).fill("another")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Secret")).to_have_attribute("aria-invalid", "true")
    for size, scheme in ((PHONE, "light"), (WIDE, "dark")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # Playwright wants a literal
        page.set_viewport_size(size)
        assert Axe().run(page).response["violations"] == [], (size, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_page_may_run_its_own_script_and_nothing_else(relay: httpx.Client) -> None:
    answer = relay.get("/", headers={"accept": "text/html,application/xhtml+xml"})
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["vary"] == "Accept"
