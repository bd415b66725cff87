"""Pages for people."""

import requests

from tests.localhub.kit import Kit

WORKFLOW = """
name: work
on: {repository_dispatch: {types: [task]}}
jobs:
  one:
    runs-on: ubuntu-latest
    steps: [{name: greet, run: 'echo "# Hi" >> $GITHUB_STEP_SUMMARY; echo "<b>bold</b>"'}]
"""


def read(kit: Kit, path: str) -> str:
    answer = requests.get(kit.hub.url + path, timeout=10)
    assert answer.status_code == 200
    return answer.text


def test_a_person_finds_repositories_files_runs_and_logs(app: Kit) -> None:
    app.push({"index.html": "<h1>hi</h1>"})
    run = app.run(WORKFLOW)
    here = f"/owner/app/actions/runs/{run.id}"
    assert '<a href="/owner/app">owner/app</a>' in read(app, "/")
    assert f'href="{here}"' in read(app, "/owner/app")
    assert read(app, f"/owner/app/blob/{app.head()}/index.html") == "<h1>hi</h1>"
    assert "+name: work" in read(app, f"/owner/app/commit/{app.head()}")
    page = read(app, here)
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "<td>greet</td>" in page
    assert "<h1>Hi</h1>" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


def test_a_private_repository_is_not_shown(kit: Kit) -> None:
    kit.call("POST", "/user/repos", {"name": "secret", "private": True})
    assert "secret" not in read(kit, "/")
    assert requests.get(f"{kit.hub.url}/owner/secret", timeout=10).status_code == 404
