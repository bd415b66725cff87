"""Tools with fields of their own: what is typed gives what the words ask for; later rounds add to it."""

from collections.abc import Callable

import pytest

from tests.generate.offline.harness import Built, Round, Visit


def typed(values: dict[str, object], then: str, press: str = "") -> str:
    """A check that types the values, presses a button if one is named, and looks."""
    fills = "".join(f"put('{name}', '{value}');" for name, value in values.items())
    click = f"document.querySelector('#{press}').click();" if press else ""
    return (
        "(() => { const put = (id, value) => { const field = document.getElementById(id);"
        "field.value = value;"
        "for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true })); };"
        f"{fills}{click} return {then}; }})()"
    )


def shows(name: str, text: str) -> str:
    return f"document.querySelector('#{name}').textContent.trim() === '{text}'"


CASES = {
    "a calculator, and a choice more": (
        Round(
            "Build a tip calculator: inputs #bill, #tip-percent and #people; the tip goes to #tip-amount, "
            "the share per person to #per-person.",
            (
                typed({"bill": 100, "tip-percent": 15, "people": 2}, shows("tip-amount", "15.00")),
                shows("per-person", "57.50"),
            ),
        ),
        Round(
            "Add a #round-up checkbox that rounds the share up.",
            ("document.querySelector('#round-up').type === 'checkbox'", shows("per-person", "57.50")),
        ),
    ),
    "a calculator that waits for its button and keeps its last result": (
        Round(
            "BMI page: weight in kg in #w, height in cm in #h; a click on #go shows the BMI with one decimal "
            "in #out and the category in #verdict. Keep the last result in localStorage under bmi-last.",
            (
                typed({"w": 70, "h": 175}, shows("out", "22.9"), "go"),
                shows("verdict", "Normal weight"),
                "JSON.parse(localStorage.getItem('bmi-last')).out === '22.9'",
            ),
        ),
    ),
    "two numbers and an operation": (
        Round(
            "A calculator that adds or multiplies: #num1, #num2, select #operator, button #equals, #result.",
            (typed({"num1": 6, "num2": 3, "operator": "*"}, shows("result", "18"), "equals"),),
        ),
    ),
    "a quantity in two units, then in three": (
        Round(
            "A temperature converter from Celsius in #celsius to Fahrenheit in #fahrenheit.",
            (typed({"celsius": 100}, shows("fahrenheit", "212")),),
        ),
        Round("Also show Kelvin in #kelvin.", (typed({"celsius": 0}, shows("kelvin", "273.15")),)),
    ),
    "units to choose from, in the spelling of the words": (
        Round(
            "Unit converter: amount #value, selects #from-unit, #to-unit (km, miles, feet), result #result.",
            (typed({"value": 1, "from-unit": "miles", "to-unit": "km"}, shows("result", "1.609344")),),
        ),
    ),
    "a text that is counted and changed": (
        Round(
            "Word counter: textarea #text with #words, #chars and #sentences; a button #upper, the result in "
            "#output.",
            (
                typed({"text": "One two. Three!"}, shows("words", "3")),
                shows("chars", "15"),
                shows("sentences", "2"),
                typed({"text": "One two. Three!"}, shows("output", "ONE TWO. THREE!"), "upper"),
            ),
        ),
        Round("Add a #clear button.", ("!!document.querySelector('#clear')",)),
    ),
    "a password of the length that is asked for, then its strength": (
        Round(
            "Password generator: #length, #generate, the password in #password, checkbox #use-symbols.",
            (
                typed(
                    {"length": 24},
                    "document.querySelector('#password').textContent.length === 24",
                    "generate",
                ),
                "document.querySelector('#use-symbols').type === 'checkbox'",
            ),
        ),
        Round(
            "Add a strength meter #strength.",
            (typed({"length": 30}, shows("strength", "Strong"), "generate"),),
        ),
    ),
    "a colour in its notations": (
        Round(
            "Color picker #color with #hex, #rgb and a preview #swatch.",
            (
                typed({"color": "#ff0000"}, shows("rgb", "rgb(255, 0, 0)")),
                "getComputedStyle(document.querySelector('#swatch')).backgroundColor === 'rgb(255, 0, 0)'",
            ),
        ),
    ),
    "dice with a history": (
        Round(
            "Dice roller: button #roll, #result, #history.",
            (
                typed({}, "/^[1-6]$/.test(document.querySelector('#result').textContent)", "roll"),
                "document.querySelectorAll('#history li').length > 0",
            ),
        ),
    ),
    "an entry by chance": (
        Round(
            "Random quote page: #quote and #author from quotes.json, #new-quote shows another.",
            (
                typed(
                    {}, "['Ann', 'Bob'].includes(document.querySelector('#author').textContent)", "new-quote"
                ),
            ),
            {"quotes.json": '[{"quote": "A", "author": "Ann"}, {"quote": "B", "author": "Bob"}]'},
        ),
    ),
    "a counter, its floor and its step": (
        Round(
            "Counter app: #count, #increment, #decrement, #reset. Never go below zero.",
            (typed({}, shows("count", "0"), "decrement"),),
        ),
        Round(
            "Add a #step input.",
            (
                typed(
                    {"step": 5}, "Number(document.querySelector('#count').textContent) % 5 === 0", "increment"
                ),
            ),
        ),
    ),
    "a contact form with its own ids, then more fields": (
        Round(
            "Contact form #cf with #name, #email and #message; errors in #form-error, a thank-you in "
            "#form-success.",
            (
                typed(
                    {"email": "x"},
                    "document.querySelector('#cf').requestSubmit() "
                    "?? document.querySelector('#form-error').textContent.includes('name, email, message')",
                ),
            ),
        ),
        Round(
            "Add a phone field #phone and a dropdown #subject with General, Support and Sales.",
            ("document.querySelector('#subject').options.length === 3", "!!document.querySelector('#phone')"),
        ),
    ),
    "a quiz in parts": (
        Round(
            "Quiz from q.json: the question in #question, buttons in #options, #score and a progress bar "
            "#progress.",
            (
                shows("question", "Two?"),
                "document.querySelectorAll('#options button').length === 2",
                "document.querySelector('#progress').max === 1",
            ),
            {"q.json": '[{"question": "Two?", "options": ["1", "2"], "answer": "2"}]'},
        ),
        Round("Add a #restart button.", ("document.querySelector('#restart').tagName === 'BUTTON'",)),
    ),
    "a timer with a break": (
        Round(
            "Pomodoro timer: 25 minutes in #timer with #start, #pause, #reset; finished #sessions.",
            (shows("sessions", "0"),),
        ),
        Round(
            "Add a short break of 5 minutes with #short-break.",
            (typed({}, shows("timer", "05:00"), "short-break"),),
        ),
    ),
    "currencies of a file": (
        Round(
            "Currency converter on rates.json: #amount, selects #from and #to, the result in #converted.",
            (typed({"amount": 10, "from": "USD", "to": "EUR"}, shows("converted", "9.00")),),
            {"rates.json": '{"base": "USD", "rates": {"USD": 1, "EUR": 0.9}}'},
        ),
    ),
}


@pytest.mark.parametrize("rounds", CASES.values(), ids=CASES)
def test_a_tool_works_with_the_ids_of_its_words(
    rounds: tuple[Round, ...], app: Built, visit: Callable[..., Visit]
) -> None:
    for each in rounds:
        app = app.asked(each)
    assert visit(app).verdict(app) == []
    assert app.drafts[-1].notes == ()


@pytest.mark.parametrize(
    ("typed_in", "said"),
    [({"a": "1", "b": "0"}, "a division by zero"), ({"a": "", "b": "1"}, "Please fill in: Distance.")],
)
def test_what_gives_no_result_is_said_and_shows_none(
    typed_in: dict[str, str], said: str, app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then("Speed calculator: distance in #a, time in #b, a button #go, speed in #speed, #error.")
    seen = visit(app)
    for name, value in typed_in.items():
        seen.page.fill(f"#{name}", value)
    seen.page.click("#go")
    assert said in seen.text("#error")
    assert seen.says("#speed", "\u2013")


def test_a_message_that_is_whole_is_thanked_for_and_not_said_to_be_sent(
    app: Built, visit: Callable[..., Visit]
) -> None:
    seen = visit(app.then("Contact form #cf: #name, #email, #message, #form-error and #form-success."))
    assert not seen.page.is_visible("#form-success")
    for name, value in {"name": "Ada", "email": "a@b.co", "message": "Good morning to you"}.items():
        seen.page.fill(f"#{name}", value)
    seen.page.click("#cf button")
    assert seen.text("#form-success") == (
        "Thank you, Ada. Your message is ready: open it in your mail program to send it."
    )
    assert seen.says("#form-error", "")


def test_a_calculator_that_no_recipe_is_stays_unbuilt() -> None:
    app = Built().then("Grade calculator: marks in #m1 and #m2, the grade in #result on #go.")
    assert (
        "Not built: Grade calculator: marks in #m1 and #m2, the grade in #result on #go."
        in app.drafts[0].notes
    )
