"""Requests for documents, tools and pages in other words and combinations."""

from collections.abc import Callable

import pytest

from tests.generate.offline.harness import Built, Round, Visit

TABS = "name\tteam\tscore\nAda\tRed\t10\nBob\tBlue\t7\nCy\tRed\t5\n"
ORDERS = (
    "date,category,city,Unit_Price,qty\n2024-01-05,Books,Paris,12.50,3\n"
    "2024-01-20,Toys,Rome,8.00,1\n2024-02-02,Books,Rome,20.25,2\n"
)
LONG = "# Title\n\n" + "word " * 1500
NOTES = "# Notes\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two\n\n```js\nlet x = 1 < 2;\n```\n"

CASES = {
    "another Markdown file and other ids": (
        Round(
            "Convert notes.md to HTML using marked and show it in #doc-html. Use highlight.js for the code.",
            (
                "document.querySelector('#doc-html').innerHTML.includes('<h1')",
                "!!document.querySelector('#doc-html table td')",
                "document.querySelectorAll('#doc-html ol li').length === 2",
                "!!document.querySelector(\"script[src*='highlight.js']\")",
                "document.querySelector('#doc-html pre code').textContent.includes('1 < 2')",
            ),
            {"notes.md": NOTES},
        ),
        Round(
            "Add tabs #doc-tabs that switch between the rendered HTML in #doc-html and the original "
            "Markdown in #doc-raw.",
            (
                "document.querySelectorAll('#doc-tabs button').length >= 2",
                "document.querySelector('#doc-raw').textContent.includes('| 1 | 2 |')",
            ),
        ),
        Round(
            "Display a live word count badge #words that formats numbers with Intl.NumberFormat.",
            (
                "/^\\d/.test(document.querySelector('#words').textContent)",
                "!!document.querySelector('script').textContent.includes('Intl.NumberFormat')",
            ),
        ),
    ),
    "a long document, all of its family in one round": (
        Round(
            'Set the title to "Reader k3". Render long.md with marked inside #out-k3, show the word count '
            "in #count-k3 formatted "
            "with Intl.NumberFormat, support ?src= to load another file, and show the active source in "
            "#label-k3.",
            (
                "document.title === 'Reader k3'",
                "document.querySelector('#count-k3').textContent.includes(',')",
                "document.querySelector('#label-k3').textContent.includes('long.md')",
                "!!document.querySelector('script').textContent.includes('fetch(')",
            ),
            {"long.md": LONG},
        ),
    ),
    "a to-do list": (
        Round(
            "Build a to-do app with an input #new-task, a button #add-task and a list #task-list.",
            (
                "document.querySelector('#new-task').tagName === 'INPUT'",
                "document.querySelector('#add-task').tagName === 'BUTTON'",
                "document.querySelector('#task-list').tagName === 'UL'",
            ),
        ),
    ),
    "a counter": (
        Round(
            "Make a counter with #count showing the value and buttons #increment-btn, #decrement-btn and "
            "#reset-btn.",
            (
                "document.querySelector('#count').textContent === '0'",
                (
                    "(() => { document.querySelector('#increment-btn').click(); return "
                    "document.querySelector('#count').textContent !== '0' })()"
                ),
                "!!document.querySelector('#reset-btn')",
            ),
        ),
    ),
    "a calculator": (
        Round(
            "Create a simple calculator web app with display #calc-display.",
            ("!!document.querySelector('input#calc-display')",),
        ),
    ),
    "a countdown": (
        Round(
            "A pomodoro timer of 25 minutes: #time-display, #start-btn, #pause-btn and #reset-btn.",
            (
                "document.querySelector('#time-display').textContent.trim() === '25:00'",
                "!!document.querySelector('#pause-btn')",
            ),
        ),
    ),
    "a quiz on attached questions": (
        Round(
            "Build a quiz from questions.json; show the score in #score.",
            (
                "document.body.textContent.includes('Two plus two')",
                "!!document.querySelector('#score')",
            ),
            {"questions.json": '[{"question":"Two plus two?","options":["3","4"],"answer":"4"}]'},
        ),
    ),
    "an image by address": (
        Round(
            "Create a captcha solver that handles ?url=https://.../image.png. Default to attached "
            "sample.svg.",
            (
                "document.querySelector('img').naturalWidth > 0",
                "document.body.textContent.includes('sample.svg')",
            ),
            {
                "sample.svg": (
                    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text '
                    'y="20">k7Qz</text></svg>'
                )
            },
        ),
    ),
    "a landing page with navigation": (
        Round(
            "Landing page for a bakery\n\nA website with an about section, opening hours, a menu section, "
            "a contact form and a "
            "responsive navigation with dark mode.",
            (
                "document.querySelectorAll('nav a').length >= 4",
                "!!document.querySelector('form textarea')",
                "!!document.querySelector('#hours')",
                (
                    "(() => { const b = () => getComputedStyle(document.body).backgroundColor; const was = "
                    "b(); document.querySelector('#theme-toggle').click(); return b() !== was })()"
                ),
            ),
        ),
    ),
    "attachments that nothing else shows": (
        Round(
            "Publish these files on one page.",
            (
                "document.querySelector('pre.source').textContent.includes('hello there')",
                "document.querySelectorAll('table tbody tr').length === 3",
                "document.querySelector('.json-tree').textContent.includes('deep')",
            ),
            {"note.txt": "hello there", "scores.tsv": TABS, "config.json": '{"deep": {"er": [1, 2]}}'},
        ),
    ),
    "three rounds that change the subject": (
        Round(
            "Sum the score column of scores.tsv into #total-score.",
            ("parseFloat(document.querySelector('#total-score').textContent) === 22",),
            {"scores.tsv": TABS},
        ),
        Round(
            "Also render about.md as Markdown in #about-html with marked.",
            ("document.querySelector('#about-html').innerHTML.includes('<h2')",),
            {"about.md": "## About\n\nUs."},
        ),
        Round(
            "Add a dark mode toggle #dark-toggle and a table #team-table with total score per team.",
            (
                "document.querySelectorAll('#team-table tbody tr').length === 2",
                "document.querySelector('#dark-toggle').tagName === 'BUTTON'",
            ),
        ),
    ),
    "a Markdown editor": (
        Round(
            "Build a live Markdown editor with textarea #editor and preview #preview using marked.",
            (
                "document.querySelector('#editor').tagName === 'TEXTAREA'",
                (
                    "(() => { const e = document.querySelector('#editor'); e.value = '# Hi'; "
                    "e.dispatchEvent(new Event('input')); return !!document.querySelector('#preview h1') })()"
                ),
            ),
        ),
    ),
    "a clock": (
        Round(
            "Create a page that shows a digital clock in #clock.",
            (r"/^\d\d:\d\d:\d\d$/.test(document.querySelector('#clock').textContent)",),
        ),
    ),
    "a title alone changes in the second round": (
        Round('A counter titled "One"', ("!!document.querySelector('#increment')",)),
        Round(
            'Change the page title to "Two & <more>".',
            ("document.title === 'Two & <more>'", "!!document.querySelector('#counter')"),
        ),
    ),
    "another version of a library from the brief": (
        Round(
            "Load Bootstrap 5.3.3 and sum the score column of scores.tsv into #s.",
            (
                "!!document.querySelector(\"link[href*='bootstrap@5.3.3']\")",
                "parseFloat(document.querySelector('#s').textContent) === 22",
            ),
            {"scores.tsv": TABS},
        ),
    ),
    "only the checks name the ids": (
        Round(
            "Show the total sales by region from sales.csv.",
            (
                "Math.abs(parseFloat(document.getElementById('sum-sales').textContent) - 6) < 0.01",
                "document.querySelectorAll('#region-table tbody tr').length === 2",
                "document.querySelector('select#region-select').options.length >= 3",
            ),
            {"sales.csv": "region,sales\nN,1\nS,2\nN,3\n"},
        ),
    ),
    "a total for people": (
        Round(
            "Show the total of amount in big.csv inside #pretty-total formatted with Intl.NumberFormat.",
            ("document.querySelector('#pretty-total').textContent === '1,234,567.50'",),
            {"big.csv": "who,amount\na,1234567.5\n"},
        ),
    ),
    "ids as attributes in the brief": (
        Round(
            'A page with <select id="city-filter"> to filter by city and an element with id "qty-total" '
            "for the sum of qty in orders.csv.",
            (
                "document.querySelector('#city-filter').tagName === 'SELECT'",
                "parseFloat(document.querySelector('#qty-total').textContent) === 6",
            ),
            {"orders.csv": ORDERS},
        ),
    ),
}


@pytest.mark.parametrize("rounds", CASES.values(), ids=CASES)
def test_a_variant_is_built_whole(rounds: tuple[Round, ...], app: Built, visit: Callable[..., Visit]) -> None:
    for each in rounds:
        app = app.asked(each)
    assert visit(app).verdict(app) == []
    assert [note for note in app.drafts[-1].notes if note.startswith(("Not built", "The element"))] == []
