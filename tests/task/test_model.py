"""Task: every form that real senders send is accepted; an error names its field."""

from typing import Any

import pytest

from orchestrator.errors import InvalidField
from orchestrator.task.event import read_task
from orchestrator.task.model import Check

Fields = dict[str, Any]


def test_the_official_form_is_read(request_fields: Fields) -> None:
    task = read_task(request_fields)
    assert task.task == "tide-table-7f3"
    assert task.checks == (
        Check(kind="js", body="!!document.querySelector('table')"),
        Check(kind="text", body="README explains usage"),
    )
    assert task.attachments[0].content == b"high,low\n"


@pytest.mark.parametrize(
    "url",
    ["data:;base64,QUI=", "DATA:text/csv;charset=utf-8; BASE64 ,QUI", "data:,A%42", "data:;base64,QU%0AI\n="],
)
def test_data_uris_are_read_as_browsers_read_them(request_fields: Fields, url: str) -> None:
    task = read_task(request_fields | {"attachments": [{"name": "a.csv", "url": url}]})
    assert task.attachments[0].content == b"AB"


def test_the_secret_is_not_kept(request_fields: Fields) -> None:
    assert "not for the orchestrator" not in read_task(request_fields).model_dump_json()


def test_a_repr_shows_nothing_private(request_fields: Fields) -> None:
    shown = repr(read_task(request_fields))
    for private in ("ada@example.com", "nonce-1", "evaluator.example", "aGlnaCxsb3cK"):
        assert private not in shown


def test_the_older_brief_becomes_name_and_description(request_fields: Fields) -> None:
    request_fields["brief"] = {"name": "Garden Diary", "description": "Notes by season."}
    task = read_task(request_fields)
    assert task.brief == "Garden Diary\n\nNotes by season."
    assert task.title == "Garden Diary"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (None, ()),
        ([], ()),
        ("page has a heading", (Check(kind="text", body="page has a heading"),)),
        ("js: 1 + 1 === 2", (Check(kind="js", body="1 + 1 === 2"),)),
        ("\ufeff JS:true", (Check(kind="js", body="true"),)),
        ({"js": "true"}, (Check(kind="js", body="true"),)),
        (["a", {"js": "b"}], (Check(kind="text", body="a"), Check(kind="js", body="b"))),
    ],
)
def test_checks_may_have_several_forms(request_fields: Fields, sent: object, read: tuple[Check, ...]) -> None:
    assert read_task(request_fields | {"checks": sent}).checks == read


FILE = {"name": "a.csv", "url": "data:,a"}


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        (None, []),
        ([{"name": None, "url": None}], []),
        ([None, {}, {"name": "", "url": ""}, FILE], ["a.csv"]),
        (FILE, ["a.csv"]),
        ([{"filename": "b.csv", "data_uri": "data:,b"}], ["b.csv"]),
        ([{"fileName": "b.csv", "dataUrl": "data:,b", "name": None, "url": ""}], ["b.csv"]),
        ([{"name": "a.csv", "filename": "b.csv", "url": "data:,a"}], ["a.csv"]),
    ],
)
def test_attachments_may_be_empty_and_spelled_differently(
    request_fields: Fields, sent: object, names: list[str]
) -> None:
    attachments = read_task(request_fields | {"attachments": sent}).attachments
    assert [attachment.name for attachment in attachments] == names


def one_file(**fields: str) -> Fields:
    return {"attachments": [fields]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"email": 7}, "email: expected a text"),
        ({"email": "@"}, "email: expected an e-mail address"),
        ({"email": "a\u0085b@x"}, "email: expected an e-mail address"),
        ({"email": "a\ufeffb@x"}, "email: expected an e-mail address"),
        ({"task": ""}, "task: expected a text that is not empty"),
        ({"round": 0}, "round: expected 1 or more"),
        ({"round": True}, "round: expected an integer of 1 or more"),
        ({"brief": ["x"]}, "brief: expected a text, or an object with the texts name and description"),
        ({"brief": {}}, "brief: expected a text, or an object with the texts name and description"),
        ({"brief": " \n"}, "brief: expected a text that is not blank"),
        ({"brief": "\x1f"}, "brief: expected a text that is not blank"),
        ({"brief": "x" * 100_001}, "brief: expected at most 100000 characters"),
        ({"checks": 3}, 'checks: expected a list of strings or of objects {"js": "…"}'),
        ({"checks": ["a", 3]}, 'checks.1: expected a string or an object {"js": "…"}'),
        ({"checks": [{"js": 5}]}, 'checks.0: expected a string or an object {"js": "…"}'),
        ({"checks": [{"js": ""}]}, "checks.0: expected a sentence or code, not an empty text"),
        ({"checks": ["a"] * 201}, "checks: expected at most 200 entries"),
        ({"checks": ["a" * 1500] * 150}, "checks: expected at most 200000 characters in all checks together"),
        ({"attachments": "data:,a"}, "attachments: expected a list"),
        (one_file(path="x"), "attachments.0.name: expected a value, it is missing"),
        (one_file(name="../x", url="data:,a"),
         ("attachments.0.name: expected a safe relative path, not '../x': it is absolute, has an empty "
          "segment, or a segment . or ..")),
        (one_file(name="x", url="https://example.com/x"),
         "attachments.0.url: expected a data: URI, such as data:text/csv;base64,…"),
        (one_file(name="x", url="data:;base64,a"),
         ("attachments.0.url: expected valid base64 after the comma (Invalid base64-encoded string: number "
          "of data characters (1) cannot be 1 more than a multiple of 4)")),
        ({"attachments": [{"name": name, "url": "data:,a"} for name in ("A", "a")]},
         "attachments: expected distinct names, got a more than once"),
        ({"attachments": [{"name": name, "url": "data:,a"} for name in ("Data", "data/a.csv")]},
         "attachments: expected data to be a file or a folder, not both"),
        ({"repo": "tides.GIT"},
         "repo: expected a name that ends neither in .git nor in .wiki, which GitHub reserves"),
    ],
)  # fmt: skip
def test_an_error_names_the_field_and_what_was_expected(
    request_fields: Fields, change: Fields, message: str
) -> None:
    with pytest.raises(InvalidField) as caught:
        read_task(request_fields | change)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "url",
    ["ftp://e.example", "e.example/x", "", "http://", "https:///x", "http://?x", "http://[", "http://h:x/",
     "https://user:key@e.example/", "https://exa mple/", "http://h\x00/", "http://127.0.0.1\\@e.example/",
     "http://h\ufeff/", "http://h\u0085/", "http://h:0/", "http://h:65536/", "http://h:99999/", "http://h:080/"],
)  # fmt: skip
def test_a_wrong_evaluation_url_is_refused(request_fields: Fields, url: str) -> None:
    with pytest.raises(InvalidField) as caught:
        read_task(request_fields | {"evaluation_url": url})
    assert str(caught.value) == "evaluation_url: expected an http or https address"


@pytest.mark.parametrize(
    "url", ["HTTPS://E.example", "http://[2606:4700::1]:65535/a?b#c", "https://bücher.example/ü"]
)
def test_an_evaluation_url_may_have_several_forms(request_fields: Fields, url: str) -> None:
    assert read_task(request_fields | {"evaluation_url": f" {url}\n"}).evaluation_url == url


@pytest.mark.parametrize("name", ["../other", "..", ".", ".github", "a/b", ""])
def test_a_repository_name_that_could_be_a_path_is_refused(request_fields: Fields, name: str) -> None:
    with pytest.raises(InvalidField) as caught:
        read_task(request_fields | {"repo": name})
    assert str(caught.value).startswith("repo: expected a repository name of at most 100 letters, digits")


@pytest.mark.parametrize("field", ["email", "task", "round", "nonce", "brief"])
def test_a_missing_field_is_named(request_fields: Fields, field: str) -> None:
    del request_fields[field]
    with pytest.raises(InvalidField) as caught:
        read_task(request_fields)
    assert str(caught.value) == f"{field}: expected a value, it is missing"
