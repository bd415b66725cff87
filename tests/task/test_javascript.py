"""A bare string is code if it is an expression with operators that prose has not."""

import pytest

from orchestrator.task.javascript import is_javascript

CODE = [
    "typeof add === 'function'", "document.querySelector('#x')", "!!document.querySelector('#x')",
    "document.title", "() => document.links.length > 2", "async () => (await fetch('a.json')).ok",
    "[...document.querySelectorAll('a')].every(a => a.href)", "(() => { const a = 1; return a === 1; })()",
    "const n = document.querySelectorAll('li').length; n >= 3",
    "if (window.app) { app.ready === true } else { false }",
    "new URL(location.href).searchParams.get('url') !== null", "/total/i.test(document.body.innerText)",
    "isPrime(7) && !isPrime(8)", "`${1 + 1}` === '2'", "window.app?.state ?? false",
    "document.querySelector('h1').textContent.includes('Sea, and \"Sky\"')",
]  # fmt: skip
PROSE = [
    "", "dark_mode", "index.html", "README.md (MIT)", "Footer(s)", "No errors!", "Title: Sales",
    "a.txt, b.md and c.json exist", "Uses fetch()", "add() returns the sum of both numbers", "Price > 100",
    "What is 2+2?", "document.title is 'Sea'", "The page calls document.querySelector('#x')",
    "window shows the total", "Works (on mobile)", "responsive && dark mode", "#total === 5",
    "It's here and it's fast",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"), [*((text, True) for text in CODE), *((text, False) for text in PROSE)]
)
def test_code_is_told_from_prose(text: str, code: bool) -> None:
    assert is_javascript(text) is code
