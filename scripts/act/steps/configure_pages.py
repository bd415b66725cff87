"""configure-pages: read the repository's Pages site and output its address."""

import os
from urllib.parse import urlsplit

from scripts.act.steps.hub import call, failed, output, repository_path


def main() -> int:
    """Fail as the real action does when the site does not exist."""
    status, body = call("GET", repository_path("/pages"), os.environ["TOKEN"])
    if status != 200:
        return failed(f"Get Pages site failed. Error: {body.get('message')} ({status})")
    url = body["html_url"].rstrip("/")
    output(base_url=url, base_path=urlsplit(url).path)
    return 0
