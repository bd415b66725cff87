"""What a person does with the pages: choosing, typing, clicking, without internet."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Route

from tests.generate.offline.harness import Built, Visit

CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
SALES = "product,region,sales\nA,N,10\nB,S,20\nA,S,5\n"
DOCUMENT = "Render input.md with marked in #out, support ?url= and show the active source in #source-label."
CAPTCHA = "Create a captcha solver that handles ?url=https://.../image.png. Default to attached sample.svg."
LOOKUP = (
    (
        (
            'Publish a Bootstrap page with form id="github-user-zq8" that fetches a GitHub username, '
            "optionally uses "
            "?token=, and displays the account creation date in YYYY-MM-DD UTC inside #github-created-at."
        ),
        "document.querySelector('#github-user-zq8').tagName === 'FORM'",
        "document.querySelector('#github-created-at').textContent.includes('20')",
        "document.querySelector('script').textContent.includes('https://api.github.com/users/')",
    ),
    (
        "Show an aria-live alert #github-status that reports when a lookup starts, succeeds, or fails.",
        "document.querySelector('#github-status').getAttribute('aria-live') === 'polite'",
        "document.querySelector('script').textContent.includes('github-status')",
    ),
    (
        "Display the account age in whole years inside #github-account-age alongside the creation date.",
        "parseInt(document.querySelector('#github-account-age').textContent, 10) >= 0",
        "document.querySelector('#github-account-age').textContent.toLowerCase().includes('years')",
    ),
    (
        (
            'Cache the last successful lookup in localStorage under "github-user-zq8" and repopulate the '
            "form on load."
        ),
        "document.querySelector('script').textContent.includes('localStorage.setItem(\"github-user-zq8\"')",
        "document.querySelector('script').textContent.includes('localStorage.getItem')",
    ),
)
USER = json.dumps({"login": "ada", "created_at": "2011-03-04T23:30:00Z", "name": "Ada"})


def looked_up(app: Built) -> Built:
    for brief, *checks in LOOKUP:
        app = app.then(brief, checks)
    return app


def answering(body: str, status: int = 200) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body, headers=CORS)


def test_a_filter_and_a_currency_change_every_amount(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "Show total sales of data.csv in #total and each product with its total sales in a table "
        "#products. Filter "
        "by region via #region, set data-region on #total. Convert with a currency select #cur using "
        "rates.json.",
        [],
        {"data.csv": SALES, "rates.json": '{"base": "USD", "rates": {"EUR": 0.5}}'},
    )
    seen = visit(app)
    assert seen.says("#total", "35")
    seen.page.select_option("#region", "S")
    assert seen.says("#total", "25")
    assert seen.page.get_attribute("#total", "data-region") == "S"
    seen.page.select_option("#cur", "EUR")
    assert seen.says("#total", "12.50")
    assert seen.page.locator("#products tbody tr td:last-child").all_inner_texts() == ["10.00", "2.50"]


def test_another_document_loses_what_could_run(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(DOCUMENT, [], {"input.md": "# Here"})
    evil = (
        "# There\n\n<img src=x onerror='window.hit=1'><script>window.hit=1</script> [x](javascript:alert(1))"
    )
    for cdn in (False, True):
        answers = {"https://example.org/**": answering(evil)}
        seen = visit(app, "?url=https://example.org/other.md", answers=answers, cdn=cdn)
        assert seen.sees("document.querySelector('#out h1').textContent === 'There'")
        assert seen.says("#source-label", "https://example.org/other.md")
        left = "window.hit ?? document.querySelectorAll('#out script, #out [onerror], #out a[href]').length"
        assert seen.page.evaluate(left) == 0


def test_an_address_that_fails_falls_back_and_says_so(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then(DOCUMENT, [], {"input.md": "# Here"}), "?url=https://example.org/gone.md")
    assert seen.says("#source-label", "input.md")
    assert "showing input.md instead" in seen.page.inner_text("#document-status")


def test_words_are_counted_alike_with_and_without_the_library(
    app: Built, visit: Callable[..., Visit]
) -> None:
    table = "| five | six |\n|---|---|\n| seven | eight |"
    text = f"# One two\n\n- three\n- **fo**ur\n\n{table}\n\n> nine\n\n`ten` it's\n"
    app = app.then("Render input.md with marked in #out; show the word count in #wc.", [], {"input.md": text})
    for cdn in (False, True):
        assert visit(app, cdn=cdn).says("#wc", "11")


def test_tabs_follow_the_arrow_keys(app: Built, visit: Callable[..., Visit]) -> None:
    brief = "Render input.md in #out with tabs #tabs for the original Markdown in #raw-source."
    seen = visit(app.then(brief, [], {"input.md": "# Hi"}))
    seen.page.focus("#tabs [aria-selected=true]")
    seen.page.keyboard.press("ArrowRight")
    assert seen.says("#raw-source", "# Hi")
    assert not seen.page.is_visible("#out")


@pytest.mark.parametrize(
    ("query", "width", "source"),
    [
        ("", 90, "sample.svg"),
        ("?url=https://example.org/c.svg", 70, "https://example.org/c.svg"),
        ("?url=https://example.org/gone.svg", 90, "sample.svg (the address asked for could not be loaded)"),
    ],
)
def test_a_captcha_is_shown_and_never_said_to_be_solved(
    query: str, width: int, source: str, app: Built, visit: Callable[..., Visit]
) -> None:
    def picture(size: int) -> str:
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="30"/>'

    app = app.then(CAPTCHA, [], {"sample.svg": picture(90)})
    answers = {
        "https://example.org/c.svg": lambda route: route.fulfill(
            body=picture(70), content_type="image/svg+xml"
        ),
        "https://example.org/gone.svg": answering("", 404),
    }
    seen = visit(app, query, answers=answers)
    assert seen.sees(f"document.querySelector('img').naturalWidth === {width}")
    assert seen.says("#shown-image-url", source)
    assert "Not solved" in seen.page.inner_text(".notice")
    assert app.notes == (
        "Not built: Create a captcha solver",
        "The captcha is shown, but its text is not read: that needs a character recogniser.",
    )


def test_an_image_address_that_is_no_web_address_is_refused(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then(CAPTCHA), "?url=javascript:alert(1)")
    assert seen.says("#image-status", "Only http and https addresses are opened.")


def test_four_rounds_of_a_user_lookup_hold_together(app: Built, visit: Callable[..., Visit]) -> None:
    app = looked_up(app)
    seen = visit(app, answers={"https://api.github.com/**": answering(USER)})
    assert seen.verdict(app) == []
    assert seen.says("#github-created-at", "2011-03-04")
    assert app.notes == ()
    seen.page.reload()
    assert seen.page.input_value("#github-username") == "ada"


def test_a_lookup_sends_the_token_and_reports_a_failure(app: Built, visit: Callable[..., Visit]) -> None:
    sent = list[str | None]()

    def refuse(route: Route) -> None:
        sent.append(route.request.headers.get("authorization"))
        route.fulfill(status=404, body="{}", headers=CORS)

    seen = visit(looked_up(app), "?token=abc", answers={"https://api.github.com/**": refuse})
    seen.page.fill("#github-username", "nobody")
    seen.page.keyboard.press("Enter")
    assert seen.says("#github-status", "Lookup of nobody failed: GitHub knows no such user.")
    assert "Bearer abc" in sent


def test_without_internet_a_lookup_shows_no_date(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(looked_up(app))
    assert seen.sees("document.querySelector('#github-status').textContent.includes('could not be reached')")
    assert seen.says("#github-created-at", "\N{EN DASH}")


def test_a_contact_form_checks_its_fields_and_opens_the_mail_program(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then("A portfolio website with projects and a contact form. Write to ada@example.org.")
    seen = visit(app)
    seen.page.click("#contact-form button")
    assert seen.says("#contact-status", "Please check name, email, message.")
    for field, value in (("name", "Bo"), ("email", "bo@example.org"), ("message", "Hello & welcome")):
        seen.page.fill(f"#contact-{field}", value)
    seen.page.click("#contact-form button")
    link = seen.page.get_attribute("#contact-link a", "href") or ""
    assert link.startswith("mailto:ada@example.org?subject=Message%20from%20Bo&body=Hello%20%26%20welcome")
    assert seen.flaws(app) == []


def test_the_texts_of_a_page_of_content_are_kept_in_later_rounds(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then("A portfolio website with projects and skills.")
    own = json.dumps({"projects": {"text": "My own", "items": [{"title": "<b>One</b>", "text": "x"}]}})
    app = replace(app, site=app.site.changed({"content.json": own.encode()}))
    seen = visit(app.then("Add dark mode."))
    assert seen.says("#projects-content p", "My own")
    assert seen.says("#projects-content h3", "<b>One</b>")
    seen.page.click("#theme-toggle")
    seen.page.reload()
    assert seen.page.get_attribute("#theme-toggle", "aria-pressed") == "true"
