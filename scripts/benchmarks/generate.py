"""The pure parts of generation, prompts and replies, for a site of 200 KB; the best of several runs."""

import random
import string
import timeit
from collections.abc import Callable

from orchestrator.generate.offline import build
from orchestrator.generate.prompt.request import Request, repair_prompt, revise_prompt, write_prompt
from orchestrator.generate.reply.format import SENTINEL, read_reply, write_file
from orchestrator.records.site import Site
from orchestrator.task.event import read_task

SITE_BYTES = 200_000
LIMIT = 100_000
"""Tokens: enough that the whole site is in the prompt."""


def main() -> None:
    """Print the milliseconds of each part."""
    site, request = large_site(), a_request()
    reply = "".join(write_file(path, site.text(path)) for path in site) + SENTINEL
    for name, call in (
        ("write prompt", lambda: write_prompt(request, LIMIT)),
        ("revise prompt", lambda: revise_prompt(request, site, LIMIT)),
        ("repair prompt", lambda: repair_prompt(request, site, "FAILED: a check", LIMIT)),
        ("read reply", lambda: read_reply(reply)),
        ("offline page", lambda: build(request.task, None, (), request.attachments)),
    ):
        print(f"{name:15} {milliseconds(call):7.1f} ms")


def milliseconds(call: Callable[[], object]) -> float:
    """The best of seven, after one to warm up."""
    call()
    return min(timeit.repeat(call, number=1, repeat=7)) * 1000


def a_request() -> Request:
    """A round with checks and an attachment."""
    checks = [{"js": f"!!document.querySelector('#part-{number}')"} for number in range(20)]
    fields = {
        "email": "bench@example.com", "task": "bench", "round": 2, "nonce": "n",
        "brief": "Sum column a of data.csv in #total and add a filter. " * 10, "checks": checks,
    }  # fmt: skip
    return Request(read_task(fields), (), {"data.csv": b"a,b,c\n" + b"1,2,3\n" * 2_000})


def large_site() -> Site:
    """Five files of varied lines, 200 KB in all; the same in every run."""
    source = random.Random(7)  # noqa: S311 - repeatable, not secret
    letters = string.ascii_lowercase + "     "
    files = {}
    for name in ("index.html", "about.html", "app.js", "table.js", "style.css"):
        lines = ("".join(source.choices(letters, k=60)) + "\n" for _ in range(SITE_BYTES // 5 // 61))
        files[name] = "".join(lines).encode()
    return Site(files)
