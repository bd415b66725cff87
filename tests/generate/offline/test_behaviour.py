"""What a person does with the apps: choosing, typing, clicking, without internet."""

from collections.abc import Callable

from tests.generate.offline.harness import Built, Visit


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
        assert seen.says("#source-label", "https://example.org/other.md")
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
        assert seen.says("#cc", f"{len(text)} characters")


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
    assert seen.says("#raw-source", "# Hi")


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
    assert seen.says("#captcha-url", "https://example.org/c.svg")
    assert seen.text("#captcha-text").startswith("Not solved")
    assert app.drafts[0].notes == (
        "The captcha is shown, but its text is not read: that needs a character recogniser.",
    )
    assert visit(app, "?url=javascript:alert(1)").text("[data-status=image]") == (
        "Only http and https addresses are opened."
    )


def test_things_to_do_survive_a_reload(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("Build a to-do list app."))
    seen.page.fill("#todo-input", "<b>milk</b>")
    seen.page.click("#todo-add")
    seen.page.reload()
    assert seen.says("#todo-list li span", "<b>milk</b>")
    seen.page.check("#todo-list input")
    assert seen.says("#todo-left", "0 of 1 left")


def test_the_calculator_keeps_the_order_of_operations(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("Build a calculator."))
    seen.page.fill("#calculator-display", "2+3*(4-1)/2%")
    seen.page.keyboard.press("Enter")
    assert seen.page.input_value("#calculator-display") == "452"
    seen.page.fill("#calculator-display", "1/0")
    seen.page.keyboard.press("Enter")
    assert seen.says("[data-status=calculator]", "Not calculated: division by zero.")


def test_a_countdown_runs_down(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("A countdown timer of 1 second."))
    assert seen.says("#timer-display", "00:01")
    seen.page.click("#timer-start")
    assert seen.sees("document.querySelector('[data-status=timer]').textContent === 'Time is up.'")


def test_a_contact_form_refuses_what_is_wrong_and_prepares_what_is_right(
    app: Built, visit: Callable[..., Visit]
) -> None:
    seen = visit(app.then("A personal website with a contact form with validation."))
    seen.page.click("#contact-form button")
    assert seen.says("[data-status=contact]", "Please check name, email, message.")
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
    assert seen.says("#lightbox p", "b c.svg")
    seen.page.keyboard.press("ArrowRight")
    assert seen.says("#lightbox p", "d.svg")
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
    assert seen.says("#faq p", "<i>In</i> 30 days.")
    assert seen.flaws() == []
