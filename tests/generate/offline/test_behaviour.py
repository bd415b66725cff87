"""What a person does with the pages: choosing, typing, clicking, without internet."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Route

from tests.generate.offline.harness import Built, Open, has, in_code

CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
SALES = "product,region,sales\nA,N,10\nB,S,20\nA,S,5\n"
DOCUMENT = "Render input.md with marked in #out, support ?url= and show the active source in #source-label."
CAPTCHA = "Create a captcha solver that handles ?url=https://.../image.png. Default to attached sample.svg."
LOOKUP = (
    ("""Publish a Bootstrap page with form id="github-user-zq8" that fetches a GitHub username, optionally
        uses ?token=, and displays the account creation date in YYYY-MM-DD UTC inside #github-created-at.""",
     [has("form#github-user-zq8"), "document.querySelector('#github-created-at').textContent.includes('20')",
      in_code("https://api.github.com/users/")]),
    ("Show an aria-live alert #github-status that reports when a lookup starts, succeeds, or fails.",
     [has("#github-status[aria-live=polite]"), in_code("github-status")]),
    ("Display the account age in whole years inside #github-account-age alongside the creation date.",
     ["parseInt(document.querySelector('#github-account-age').textContent, 10) >= 0",
      "document.querySelector('#github-account-age').textContent.includes('years')"]),
    ("""Cache the last successful lookup in localStorage under "github-user-zq8" and repopulate the form
        on load.""",
     [in_code('localStorage.setItem("github-user-zq8"'), in_code("localStorage.getItem")]),
)  # fmt: skip
USER = json.dumps({"login": "ada", "created_at": "2011-03-04T23:30:00Z", "name": "Ada"})


def looked_up() -> Built:
    app = Built()
    for brief, checks in LOOKUP:
        app = app.then(brief, checks)
    return app


def answering(body: str, status: int = 200, content_type: str = "text/plain") -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body, headers=CORS, content_type=content_type)


def test_a_filter_and_a_currency_change_every_amount(visit: Open) -> None:
    brief = """Show total sales of data.csv in #total and each product with its total sales in a table
        #products. Filter by region via #region, set data-region on #total. Convert with a currency select
        #cur using rates.json."""
    rates = '{"base": "USD", "rates": {"EUR": 0.5}}'
    seen = visit(Built().then(brief, [], {"data.csv": SALES, "rates.json": rates}))
    assert seen.says("#total", "35")
    seen.page.select_option("#region", "S")
    assert seen.says("#total", "25")
    assert seen.page.get_attribute("#total", "data-region") == "S"
    seen.page.select_option("#cur", "EUR")
    assert seen.says("#total", "12.50")
    assert seen.page.locator("#products tbody tr td:last-child").all_inner_texts() == ["10.00", "2.50"]


EVIL = "# There\n\n<img src=x onerror='window.hit=1'><script>window.hit=1</script> [x](javascript:alert(1))"


@pytest.mark.parametrize("cdn", [False, True])
def test_another_document_loses_what_could_run(cdn: bool, visit: Open) -> None:
    app, answers = (
        Built().then(DOCUMENT, [], {"input.md": "# Here"}),
        {"https://example.org/**": answering(EVIL)},
    )
    seen = visit(app, "?url=https://example.org/other.md", answers=answers, cdn=cdn)
    assert seen.sees("document.querySelector('#out h1').textContent === 'There'")
    assert seen.says("#source-label", "https://example.org/other.md")
    left = "window.hit ?? document.querySelectorAll('#out script, #out [onerror], #out a[href]').length"
    assert seen.page.evaluate(left) == 0


TEXT = """\
# One two

- three
- **fo**ur

| five | six |
|---|---|
| seven | eight |

> nine

`ten` it's
"""


@pytest.mark.parametrize("cdn", [False, True])
def test_a_document_has_words_tabs_and_a_source_that_may_fail(cdn: bool, visit: Open) -> None:
    brief = (
        f"{DOCUMENT} Show the word count in #wc, and the original Markdown in #raw-source with tabs #tabs."
    )
    seen = visit(Built().then(brief, [], {"input.md": TEXT}), "?url=https://example.org/gone.md", cdn=cdn)
    assert seen.says("#wc", "11")
    assert seen.says("#source-label", "input.md")
    assert "showing input.md instead" in seen.page.inner_text("#document-status")
    seen.page.focus("#tabs [aria-selected=true]")
    seen.page.keyboard.press("ArrowRight")
    assert seen.sees("document.querySelector('#raw-source').innerText.startsWith('# One two')")
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
    query: str, width: int, source: str, visit: Open
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="30"/>'
    app = Built().then(CAPTCHA, [], {"sample.svg": svg.format(90)})
    answers = {
        "https://example.org/c.svg": answering(svg.format(70), 200, "image/svg+xml"),
        "https://example.org/gone.svg": answering("", 404),
    }
    seen = visit(app, query, answers=answers)
    assert seen.sees(f"document.querySelector('img').naturalWidth === {width}")
    assert seen.says("#shown-image-url", source)
    assert "Not solved" in seen.page.inner_text(".notice")
    unsolved = "The captcha is shown, but its text is not read: that needs a character recogniser."
    assert app.notes == ("Not built: Create a captcha solver", unsolved)


def test_an_image_address_that_is_no_web_address_is_refused(visit: Open) -> None:
    seen = visit(Built().then(CAPTCHA), "?url=javascript:alert(1)")
    assert seen.says("#image-status", "Only http and https addresses are opened.")


def test_four_rounds_of_a_user_lookup_hold_together(visit: Open) -> None:
    app = looked_up()
    seen = visit(app, answers={"https://api.github.com/**": answering(USER)})
    assert [*seen.failed(app), *seen.flaws(app)] == []
    assert seen.says("#github-created-at", "2011-03-04")
    assert app.notes == ()
    seen.page.reload()
    assert seen.page.input_value("#github-username") == "ada"


def test_a_lookup_sends_the_token_and_reports_a_failure(visit: Open) -> None:
    sent = list[str | None]()

    def refuse(route: Route) -> None:
        sent.append(route.request.headers.get("authorization"))
        route.fulfill(status=404, body="{}", headers=CORS)

    seen = visit(looked_up(), "?token=abc", answers={"https://api.github.com/**": refuse})
    seen.page.fill("#github-username", "nobody")
    seen.page.keyboard.press("Enter")
    assert seen.says("#github-status", "Lookup of nobody failed: GitHub knows no such user.")
    assert "Bearer abc" in sent


def test_without_internet_a_lookup_shows_no_date(visit: Open) -> None:
    seen = visit(looked_up())
    assert seen.sees("document.querySelector('#github-status').textContent.includes('could not be reached')")
    assert seen.says("#github-created-at", "\N{EN DASH}")


def test_a_contact_form_checks_its_fields_and_opens_the_mail_program(visit: Open) -> None:
    app = Built().then("A portfolio website with projects and a contact form. Write to ada@example.org.")
    seen = visit(app)
    seen.page.click("#contact-form button")
    assert seen.says("#contact-status", "Please check name, email, message.")
    for field, value in (("name", "Bo"), ("email", "bo@example.org"), ("message", "Hello & welcome")):
        seen.page.fill(f"#contact-{field}", value)
    seen.page.click("#contact-form button")
    link = seen.page.get_attribute("#contact-link a", "href") or ""
    assert link.startswith("mailto:ada@example.org?subject=Message%20from%20Bo&body=Hello%20%26%20welcome")
    assert seen.flaws(app) == []


def test_the_texts_of_a_page_of_content_are_kept_in_later_rounds(visit: Open) -> None:
    app = Built().then("A portfolio website with projects and skills.")
    own = json.dumps({"projects": {"text": "My own", "items": [{"title": "<b>One</b>", "text": "x"}]}})
    app = replace(app, site=app.site.changed({"content.json": own.encode()}))
    seen = visit(app.then("Add dark mode."))
    assert seen.says("#projects-content p", "My own")
    assert seen.says("#projects-content h3", "<b>One</b>")
    seen.page.click("#theme-toggle")
    seen.page.reload()
    assert seen.page.get_attribute("#theme-toggle", "aria-pressed") == "true"
