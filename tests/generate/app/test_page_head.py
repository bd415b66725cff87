"""What every page needs in its head is added, and styles at the end of the body are moved there."""

import pytest

from orchestrator.generate.app.page_head import with_whole_heads

CHARSET = '<meta charset="utf-8">\n'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
ICON = '<link rel="icon" href="data:,">\n'


def whole(page: str) -> str:
    return with_whole_heads({"index.html": page.encode()})["index.html"].decode()


@pytest.mark.parametrize(
    ("head", "added"),
    [
        ("<title>T</title>", CHARSET + VIEWPORT + ICON),
        (CHARSET.upper(), VIEWPORT + ICON),
        ("<meta name=viewport content='width=500'>", CHARSET + ICON),
        ("<link href='a.png' rel='shortcut icon'>", CHARSET + VIEWPORT),
    ],
)
def test_what_a_head_lacks_is_added(head: str, added: str) -> None:
    assert whole(f"<html>\n<head>\n{head}\n</head>\n<body></body>\n") == (
        f"<html>\n<head>\n{added}{head}\n</head>\n<body></body>\n"
    )


def test_styles_at_the_end_of_the_body_are_moved_in_their_order() -> None:
    head, comment = f"<head>\n{CHARSET}{VIEWPORT}{ICON}", "<!-- README -->\n"
    body = "<body>\n<style>a {}</style>\n<p>x</p>\n"
    styles = "<style>\nb {}\n</style>\n<STYLE media='print'>c {}</STYLE>\n"
    assert whole(f"{head}</head>\n{body}{styles}{comment}</body>\n") == (
        f"{head}{styles}</head>\n{body}{comment}</body>\n"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<p>no head</p><style>a {}</style></body>",
        f"<head>{CHARSET}{VIEWPORT}{ICON}</head><body><script>let a = '</style>'</script></body>",
        f"<head>{CHARSET}{VIEWPORT}{ICON}</head><body><style>a {{}}</style>",
        "</head><head>",
    ],
)
def test_other_pages_stay_as_they_are(page: str) -> None:
    assert whole(page) == page


def test_only_pages_are_touched_and_bytes_that_are_no_text_survive() -> None:
    files = {"a.js": b"<head></head>", "b.HTM": b"<head></head>\xff"}
    assert with_whole_heads(files) == {
        "a.js": b"<head></head>",
        "b.HTM": f"<head>{CHARSET}{VIEWPORT}{ICON}</head>".encode() + b"\xff",
    }
