"""What a person does with the apps: choosing, typing, clicking, without internet."""

import json
from collections.abc import Callable

from playwright.sync_api import Route

from tests.generate.offline.harness import Built, Visit

SALES = "product,region,sales\nWidget,North,10.5\nGadget,South,20\nWidget,South,5\n"
RATES = '{"base": "USD", "rates": {"USD": 1, "EUR": 0.5}}'


def _sales(app: Built) -> Built:
    return app.then(
        "Sum the sales column of data.csv into #total-sales with a table #by-product of total sales for "
        "each product, a region "
        "filter #region-filter that sets data-region on #total-sales, and a currency select #cur using "
        "rates.json.",
        [],
        {"data.csv": SALES, "rates.json": RATES},
    )


def test_a_filter_changes_total_table_and_attribute_together(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(_sales(app))
    assert seen.sees("document.querySelectorAll('#region-filter option').length === 3")
    seen.page.select_option("#region-filter", "South")
    assert seen.sees("document.querySelector('#total-sales').textContent === '25.00'")
    assert seen.page.get_attribute("#total-sales", "data-region") == "South"
    assert seen.page.locator("#by-product tbody").inner_text().split() == [
        "Gadget",
        "20.00",
        "Widget",
        "5.00",
    ]
    seen.page.select_option("#region-filter", "all")
    assert seen.sees("document.querySelector('#total-sales').textContent === '35.50'")


def test_a_currency_converts_what_the_filter_left(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(_sales(app))
    assert seen.sees("!!document.querySelector(\"#cur option[value='EUR']\")")
    seen.page.select_option("#cur", "EUR")
    seen.page.select_option("#region-filter", "North")
    assert seen.sees("document.querySelector('#total-sales').textContent === '5.25'")


def test_a_file_of_the_readers_own_is_shown(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("Build a viewer where the user can upload a CSV and see it in a table #csv-table."))
    seen.page.set_input_files(
        "#csv-file", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x;y\n1;2\n3;4\n"}
    )
    assert seen.sees("document.querySelectorAll('#csv-table tbody tr').length === 2")
    seen.page.click("#csv-table th:last-child button")
    seen.page.click("#csv-table th:last-child button")
    assert seen.text("#csv-table tbody td") == "3"
    assert seen.flaws() == []


def test_the_rows_shown_are_downloaded(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "Sum sales of data.csv into #t, filter by region with #region-filter, a button #export-csv to "
        "download them.",
        [],
        {"data.csv": SALES},
    )
    seen = visit(app)
    assert seen.sees("document.querySelectorAll('#region-filter option').length === 3")
    seen.page.select_option("#region-filter", "North")
    with seen.page.expect_download() as waiting:
        seen.page.click("#export-csv")
    assert waiting.value.path().read_text() == "product,region,sales\nWidget,North,10.5"


def test_a_missing_data_file_is_said_on_the_page_and_in_the_notes(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then("Sum the sales column of data.csv into #total-sales.")
    seen = visit(app)
    assert seen.sees(
        "document.body.textContent.includes('data.csv could not be read: the server answered 404.')"
    )
    assert app.drafts[0].notes == (
        (
            "Not built: The file data.csv is named, but it did not come with the request, and its content "
            "cannot be made up."
        ),
    )


def test_a_document_by_address_replaces_the_attachment_and_loses_its_scripts(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then(
        "Render input.md with marked in #out, support ?url= and show the source in #source-label.",
        [],
        {"input.md": "# Here"},
    )
    evil = (
        "# There\n\n<img src=x onerror='window.hit=1'><script>window.hit=1</script> [x](javascript:alert(1))"
    )
    answer = {
        "https://example.org/**": lambda route: route.fulfill(
            body=evil, headers={"Access-Control-Allow-Origin": "*"}
        )
    }
    for cdn in (False, True):
        seen = visit(app, "?url=https://example.org/other.md", answers=answer, cdn=cdn)
        assert seen.sees("document.querySelector('#out h1').textContent === 'There'")
        assert seen.text("#source-label") == "https://example.org/other.md"
        assert (
            seen.page.evaluate(
                "window.hit ?? document.querySelectorAll('#out script, #out [onerror], #out a[href]').length"
            )
            == 0
        )


def test_an_address_that_fails_falls_back_to_the_attachment_and_says_so(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then(
        "Render input.md with marked in #out, support ?url= and show the source in #source-label.",
        [],
        {"input.md": "# Here"},
    )
    seen = visit(app, "?url=https://example.org/gone.md")
    assert seen.sees("document.querySelector('#source-label').textContent === 'input.md'")
    assert "showing input.md instead" in seen.text("[data-status=document]")


def test_words_are_counted_alike_with_and_without_the_library(
    app: Built, visit: Callable[..., Visit]
) -> None:
    text = (
        "# One two\n\n- three\n- **fo**ur\n\n| five | six |\n|---|---|\n| seven | eight |\n\n> "
        "nine\n\n`ten` it's\n"
    )
    app = app.then(
        "Render input.md with marked in #out; show the word count in #wc and the character count in #cc.",
        [],
        {"input.md": text},
    )
    for cdn in (False, True):
        seen = visit(app, cdn=cdn)
        assert seen.sees("document.querySelector('#wc').textContent === '11 words'")
        assert seen.text("#cc") == f"{len(text)} characters"


def test_tabs_follow_the_arrow_keys(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "Render input.md in #out with tabs #tabs for the original Markdown in #raw-source.",
        [],
        {"input.md": "# Hi"},
    )
    seen = visit(app)
    seen.page.focus("#tabs [aria-selected=true]")
    seen.page.keyboard.press("ArrowRight")
    assert seen.page.is_visible("#raw-source")
    assert not seen.page.is_visible("#out")
    assert seen.text("#raw-source") == "# Hi"


def test_a_captcha_is_shown_by_address_and_never_said_to_be_solved(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then(
        "Create a captcha solver that handles ?url=https://.../image.png. Default to attached sample.svg.",
        [],
        {"sample.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"/>'},
    )
    other = {
        "https://example.org/**": lambda route: route.fulfill(
            body='<svg xmlns="http://www.w3.org/2000/svg" width="70" height="30"/>',
            content_type="image/svg+xml",
        )
    }
    seen = visit(app, "?url=https://example.org/c.svg", answers=other)
    assert seen.sees("document.querySelector('img').naturalWidth === 70")
    assert seen.text("#captcha-url") == "https://example.org/c.svg"
    assert seen.text("#captcha-text").startswith("Not solved")
    assert app.drafts[0].notes == (
        "The captcha is shown, but its text is not read: that needs a character recogniser.",
    )
    assert visit(app, "?url=javascript:alert(1)").text("[data-status=image]") == (
        "Only http and https addresses are opened."
    )


USER = {
    "login": "ada",
    "created_at": "2011-03-04T23:30:00Z",
    "name": "Ada",
    "public_repos": 3,
    "followers": 4,
    "avatar_url": "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
}


def _github(route: Route) -> None:
    route.fulfill(
        body=json.dumps(USER),
        headers={"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"},
    )


def _lookup(app: Built) -> Built:
    return (
        app.then(
            'Publish a Bootstrap page with form id="github-user-zq8" that fetches a GitHub username, '
            "optionally uses ?token=, and "
            "displays the account creation date in YYYY-MM-DD UTC inside #github-created-at.",
            [
                {"js": check}
                for check in (
                    'document.querySelector("#github-user-zq8").tagName === "FORM"',
                    'document.querySelector("#github-created-at").textContent.includes("20")',
                    '!!document.querySelector("script").textContent.includes("https://api.github.com/users/")',
                )
            ],
        )
        .then(
            "Show an aria-live alert #github-status that reports when a lookup starts, succeeds, or fails.",
            [
                {"js": check}
                for check in (
                    'document.querySelector("#github-status").getAttribute("aria-live") === "polite"',
                    '!!document.querySelector("script").textContent.includes("github-status")',
                )
            ],
        )
        .then(
            "Display the account age in whole years inside #github-account-age alongside the creation date.",
            [
                {"js": check}
                for check in (
                    'parseInt(document.querySelector("#github-account-age").textContent, 10) >= 0',
                    'document.querySelector("#github-account-age").textContent.toLowerCase().includes("years")',
                )
            ],
        )
        .then(
            'Cache the last successful lookup in localStorage under "github-user-zq8" and repopulate the '
            "form on load.",
            [
                {"js": check}
                for check in (
                    '!!document.querySelector("script").textContent.includes("localStorage.setItem(\\"github-user-zq8\\"")',
                    'document.querySelector("script").textContent.includes("localStorage.getItem")',
                )
            ],
        )
    )


def test_four_rounds_of_a_user_lookup_stand_together(app: Built, visit: Callable[..., Visit]) -> None:
    app = _lookup(app)
    seen = visit(app, answers={"https://api.github.com/**": _github})
    assert [check for check in app.checks if not seen.sees(check)] == []
    assert seen.text("#github-created-at") == "2011-03-04"
    assert seen.flaws() == []
    assert app.drafts[-1].notes == ()
    seen.page.reload()
    assert seen.page.input_value("#github-username") == "ada"


def test_a_lookup_sends_the_token_and_reports_a_failure(app: Built, visit: Callable[..., Visit]) -> None:
    sent = list[str | None]()

    def refuse(route: Route) -> None:
        sent.append(route.request.headers.get("authorization"))
        route.fulfill(
            status=404,
            body="{}",
            headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"},
        )

    seen = visit(_lookup(app), "?token=abc", answers={"https://api.github.com/**": refuse})
    seen.page.fill("#github-username", "nobody")
    seen.page.keyboard.press("Enter")
    assert seen.sees(
        "document.querySelector('#github-status').textContent === 'Lookup of nobody failed: GitHub knows "
        "no such user.'"
    )
    assert "Bearer abc" in sent


def test_without_internet_a_lookup_says_so_and_shows_no_date(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(_lookup(app))
    assert seen.sees(
        "document.querySelector('#github-status').textContent.includes('GitHub could not be reached')"
    )
    assert seen.text("#github-created-at") == "\N{EN DASH}"


def test_things_to_do_survive_a_reload(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("Build a to-do list app."))
    seen.page.fill("#todo-input", "<b>milk</b>")
    seen.page.click("#todo-add")
    seen.page.reload()
    assert seen.text("#todo-list li span") == "<b>milk</b>"
    seen.page.check("#todo-list input")
    assert seen.text("#todo-left") == "0 of 1 left"


def test_the_calculator_keeps_the_order_of_operations(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("Build a calculator."))
    seen.page.fill("#calculator-display", "2+3*(4-1)/2%")
    seen.page.keyboard.press("Enter")
    assert seen.page.input_value("#calculator-display") == "452"
    seen.page.fill("#calculator-display", "1/0")
    seen.page.keyboard.press("Enter")
    assert seen.text("[data-status=calculator]") == "Not calculated: division by zero."


def test_a_countdown_runs_down(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("A countdown timer of 1 second."))
    assert seen.text("#timer-display") == "00:01"
    seen.page.click("#timer-start")
    assert seen.sees("document.querySelector('[data-status=timer]').textContent === 'Time is up.'")


def test_a_contact_form_refuses_what_is_wrong_and_prepares_what_is_right(
    app: Built, visit: Callable[..., Visit]
) -> None:
    seen = visit(app.then("A personal website with a contact form with validation."))
    seen.page.click("#contact-form button")
    assert seen.text("[data-status=contact]") == "Please check name, email, message."
    for field, value in (("name", "Ada"), ("email", "ada@example.org"), ("message", "Hello, how are you?")):
        seen.page.fill(f"#contact-form [name={field}]", value)
    seen.page.click("#contact-form button")
    link = seen.page.get_attribute("#contact-form-send a", "href") or ""
    assert link.startswith("mailto:?subject=Message%20from%20Ada")


def test_the_chosen_scheme_is_kept(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("A website about tea with a dark mode toggle."))
    seen.page.click("#theme-toggle")
    seen.page.reload()
    assert seen.page.get_attribute("#theme-toggle", "aria-pressed") == "true"
    assert seen.flaws() == []


def test_a_game_is_played_to_its_end_and_the_win_is_kept(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("Build a Snake and Ladder game for two players."))
    seen.page.emulate_media(reduced_motion="reduce")
    seen.page.fill("#player-1-name", "Ada")
    seen.page.evaluate("Math.random = () => 0.5")  # every roll is a four: 4 climbs to 14, and so on
    for _ in range(300):
        if seen.page.is_disabled("#roll-dice") and "wins!" in seen.text("#announcement"):
            break
        seen.page.evaluate("document.querySelector('#roll-dice').click()")
        seen.page.evaluate(
            "Math.random = ((s) => () => (s = (s * 16807) % 2147483647) / 2147483647)(" + str(_ + 7) + ")"
        )
    assert "wins!" in seen.text("#announcement")
    wins = [seen.text(f"#player-{number}-wins") for number in (1, 2)]
    seen.page.reload()
    assert [seen.text(f"#player-{number}-wins") for number in (1, 2)] == wins
    assert sorted(wins) == ["0 wins", "1 win"]


def test_a_chart_without_its_library_is_drawn_by_the_page(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "Draw a bar chart #c of sales by region from data.csv with Chart.js.", [], {"data.csv": SALES}
    )
    plain = visit(app)
    assert plain.sees("document.querySelectorAll('.bar-row').length === 2")
    drawn = visit(app, cdn=True)
    assert drawn.sees("window.Chart?.getChart('c')?.data.datasets[0].data.join() === '10.5,25'")
    assert [*plain.flaws(), *drawn.flaws()] == []


def test_pages_of_rows_are_turned_and_follow_a_search(app: Built, visit: Callable[..., Visit]) -> None:
    people = "name,age\n" + "".join(f"P{number},{number}\n" for number in range(12))
    app = app.then(
        "Show people.csv in a table #people with pagination, 5 rows per page: #prev, #next, #page-info. A "
        "search box #find.",
        [],
        {"people.csv": people},
    )
    seen = visit(app)
    assert seen.sees("document.querySelectorAll('#people tbody tr').length === 5")
    seen.page.click("#next")
    seen.page.click("#next")
    assert seen.text("#page-info") == "Page 3 of 3"
    assert seen.page.locator("#people tbody td:first-child").all_inner_texts() == ["P10", "P11"]
    seen.page.fill("#find", "p11")
    assert seen.text("#page-info") == "Page 1 of 1"
    assert app.drafts[0].notes == ()
    assert seen.flaws() == []


def test_a_chart_changes_its_shape_and_rows_keep_to_a_range(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "Bar chart #chart of Net Amount per product from orders.csv and a table #orders of all rows.",
        [],
        {"orders.csv": "product,Net Amount\nTea,1200\nCoffee,256\n"},
    ).then("Add a #chart-type select for bar and line and an input #min-amount that hides orders below it.")
    assert app.drafts[-1].notes == ()
    seen = visit(app, cdn=True)
    assert seen.sees("window.Chart?.getChart('chart')?.config.type === 'bar'")
    seen.page.select_option("#chart-type", "line")
    assert seen.sees("window.Chart.getChart('chart').config.type === 'line'")
    seen.page.fill("#min-amount", "1000")
    assert seen.sees("document.querySelectorAll('#orders tbody tr').length === 1")


def test_a_lookup_lists_repositories_and_a_later_round_loses_no_id(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then(
        "Look up a GitHub user and list the repositories in #repo-list, the number in #repo-count."
    ).then(
        "Show the number of public repositories in #public-repos and the follower/following ratio in #ratio."
    )
    user = '{"login": "ada", "created_at": "2020-01-01T00:00:00Z", "public_repos": 2}'
    repos = '[{"name": "a", "stargazers_count": 1}, {"name": "b", "stargazers_count": 5}]'
    allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
    answers = {
        "https://api.github.com/users/*": lambda route: route.fulfill(body=user, headers=allowed),
        "https://api.github.com/users/*/repos?*": lambda route: route.fulfill(body=repos, headers=allowed),
    }
    seen = visit(app, answers=answers)
    assert seen.sees("document.querySelectorAll('#repo-list li').length === 2")
    assert seen.page.locator("#repo-list h3").all_inner_texts() == ["b", "a"]
    assert seen.text("#repo-count") == "2"
    assert "Nothing fills" in seen.text("#ratio")
    assert "Nothing fills" in seen.text("#public-repos")


def test_attached_pictures_are_a_gallery_that_opens_large_and_grows(
    app: Built, visit: Callable[..., Visit]
) -> None:
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='15'/>"
    app = app.then(
        "An image gallery of the attached pictures in #pics; a click opens one large in #lightbox.",
        [],
        {"a.svg": picture, "b c.svg": picture},
    ).then("Add one picture more to the gallery.", [], {"d.svg": picture})
    assert app.drafts[0].notes == ()
    seen = visit(app)
    assert seen.page.locator("#pics img").count() == 3
    seen.page.click("#pics button >> nth=1")
    assert seen.text("#lightbox p") == "b c.svg"
    seen.page.keyboard.press("ArrowRight")
    assert seen.text("#lightbox p") == "d.svg"
    assert seen.flaws() == []


def test_questions_fold_and_are_searched(app: Built, visit: Callable[..., Visit]) -> None:
    faq = (
        '[{"question": "Refunds?", "answer": "<i>In</i> 30 days."}, '
        '{"question": "Where?", "answer": "Oslo."}]'
    )
    app = app.then("An FAQ page from faq.json as an accordion in #faq.", [], {"faq.json": faq}).then(
        "Add a search box #faq-search that hides other questions."
    )
    assert app.drafts[-1].notes == ()
    seen = visit(app)
    assert seen.sees("document.querySelectorAll('#faq details').length === 2")
    seen.page.fill("#faq-search", "30 days")
    assert seen.page.locator("#faq details:visible").count() == 1
    seen.page.click("#faq summary:visible")
    assert seen.text("#faq p") == "<i>In</i> 30 days."
    assert seen.flaws() == []
