"""Rules about the repository as a whole: what was there before, what only GitHub shows."""

import re

from orchestrator.verify.plan.check_types import FileCheck, Finding, Method, NotRun
from orchestrator.verify.rules.rule import FILE, PAGE, REPO, Context, Rule

ON_GITHUB = "can be seen on GitHub only, after publication"


def _same_repository(_match: re.Match[str], context: Context) -> Method:
    """An update of what is there already."""
    if context.round == 1:
        return NotRun("this is the first round: there is nothing yet that could be updated")
    there = context.base is not None
    finding = Finding(there, "its files were the base" if there else "no earlier repository was found")
    return FileCheck("the app that was published before is the base", lambda _site: finding)


RULES = (
    Rule(
        r"(?:the )?existing (?:repo(?:sitory)?|project|app) (?:is|was|gets) (?:updated|modified|reused|"
        r"revised)(?: in place)?(?: ?\(.{0,80}\)| and no new repo.{0,40})?|no new "
        r"repo(?:sitory)?(?: (?:is|was))?(?: created)?",
        _same_repository,
        """Existing repo is updated (no new repo created)
        No new repo is created
        not: Existing app is updated with a contact form""",
        negative=True,
    ),
    Rule(
        rf"{REPO} (?:exists and )?(?:(?:is|was|has been) )?(?:public(?:ly accessible)?|(?:newly )?created "
        r"(?:after|within|during) .{1,80})|(?:the )?(?:github )?pages (?:site |url |deployment )?(?:is|are|"
        r"was|returns?|responds?|works?|has been) (?:(?:enabled|deployed|live|reachable|public|"
        r"accessible|online|and|returns?|responds?|with|http|status|an?) ?|200 ?(?:ok)?){1,9}|"
        rf"has_pages|(?:(?:{PAGE}|{REPO}|{FILE}) )?(?:(?:is|was|has been) )?(?:deployed|published|hosted|"
        r"live) (?:to|on|at|via) github pages|github actions? (?:ran|runs?|has run|passed|passes|"
        r"succeed\w*)\b.{0,200}",
        lambda *_: NotRun(ON_GITHUB),
        """Repo is public
        Repository exists and is public
        Deployed to GitHub Pages
        result.json is published on GitHub Pages
        GitHub Actions ran for this commit and logs show ruff + execute.py
        GitHub Pages is enabled and returns 200
        The repo was created after the task was sent
        not: The page is public and shows the table""",
    ),
)
