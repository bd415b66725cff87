"""Ask the stand-in for the repository's Pages site."""

import http.client
import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit


def main() -> int:
    """Fail as the real action does when the site does not exist."""
    api = urlsplit(os.environ["GITHUB_API_URL"])
    connection = http.client.HTTPConnection(str(api.hostname), api.port, timeout=60)
    path = f"{api.path}/repos/{os.environ['GITHUB_REPOSITORY']}/pages"
    connection.request("GET", path, headers={"Authorization": f"Bearer {os.environ['TOKEN']}"})
    answer = connection.getresponse()
    body = json.loads(answer.read() or b"{}")
    if answer.status != 200:
        print(f"::error::Get Pages site failed. Error: {body.get('message')} ({answer.status})")
        return 1
    url = body["html_url"].rstrip("/")
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(f"base_url={url}\nbase_path={urlsplit(url).path}\n")
    return 0


sys.exit(main())
