"""Rules about workflows: that there is one, its steps, its triggers."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from orchestrator.records.site import Site
from orchestrator.verify.demands.clauses import refused
from orchestrator.verify.demands.page_parts import quoted_parts
from orchestrator.verify.files.facts import all_of
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method
from orchestrator.verify.rules.rule import HAS, QUOTE, REPO, Context, Rule, quoted
from orchestrator.verify.static_checks.workflow_files import OURS, load_workflow, steps_of, workflow_files

_ABOUT = re.compile(
    r"\bworkflow\b|\bgithub actions?\b|\bCI\b|\.github/workflows|\bci\.ya?ml\b", re.IGNORECASE
)
_COMMAND = re.compile(r"`(?P<quoted>[^`\n]{1,200})`|\bRuns?:[ \t]{1,9}(?P<rest>[^`\n]{1,200})$")
_BULLET = re.compile(r"\s{0,20}(?:[-*+•]|\d{1,3}[.)])\s")
_RUNS = re.compile(r"\b(?:run|runs|running|execut\w+|invok\w+|calls?)\b[^.\n]{0,200}$", re.IGNORECASE)
_STEP_NAMED = re.compile(
    r"\bstep\s{1,9}(?:named|called|(?:whose|with(?: the)?) name(?: is| contains| containing)?)\s{0,9}$",
    re.IGNORECASE,
)
_FILE = r"[\"'`]?(?:\.github/workflows/)?[\w-]{1,60}\.ya?ml[\"'`]?"
_SUBJECT = r"(?:(?:the|an?|github|actions?|ci|pages|its|deployment) ?)*"
_SUBJECT += rf"(?:workflow(?: file)?|{_FILE}|github actions?|ci|ya?ml)"
_ACTION = r"[\w.-]{1,60}/[\w./-]{1,80}"


def demanded_steps(brief: str) -> Iterator[tuple[str, Method]]:
    """The steps that a brief demands of a workflow: commands that it quotes, names that it gives."""
    for sentence in _about_workflows(brief):
        for at, name in quoted_parts(sentence):
            if _STEP_NAMED.search(sentence[max(0, at - 60) : at]):
                yield f"a workflow step is named {name}", _step_named(name)
        for match in _COMMAND.finditer(sentence):
            before = sentence[max(0, match.start() - 200) : match.start()]
            command = (match["quoted"] or match["rest"]).strip()
            if (match["rest"] or _RUNS.search(before)) and not refused(sentence, match.start()):
                yield f"a workflow step runs {command}", _step_runs(command)


def _about_workflows(brief: str) -> Iterator[str]:
    """The sentences that speak of a workflow, and the lines of a list that such a sentence introduces."""
    margin = -1
    for line in brief.splitlines():
        indent = len(line) - len(line.lstrip())
        listed = margin >= 0 and bool(_BULLET.match(line)) and indent >= margin
        for sentence in re.split(r"(?<=[.;!?])\s{1,9}(?=[A-Z])", line):
            if listed or _ABOUT.search(sentence):
                yield sentence
        if line.strip() and not listed:
            introduces = line.rstrip().endswith(":") and _ABOUT.search(line)
            margin = -1 if not introduces else indent + 1 if _BULLET.match(line) else indent


def _workflow_check(expected: str, found: Callable[[Mapping[str, Any]], tuple[bool, str]]) -> FileCheck:
    """A check of all workflows: `found` returns whether one has what is wanted, and what it has."""

    def judge(site: Site) -> Finding:
        paths = workflow_files(site)
        results = [found(load_workflow(site[path])) for path in paths]
        seen = "; ".join(text for _, text in results if text)[:300] or "no workflow with that"
        where = next((path for path in paths if path != OURS), OURS)
        return Finding(any(passed for passed, _ in results), seen, where)

    return FileCheck(expected, judge)


def _step_check(expected: str, keys: str, fits: Callable[[str], bool], longest: int) -> FileCheck:
    """A check of what all steps say under these keys; of each, `longest` characters are shown."""

    def found(workflow: Mapping[str, Any]) -> tuple[bool, str]:
        texts = [" ".join(str(step.get(key) or "") for key in keys.split()) for step in steps_of(workflow)]
        shown = [" ".join(text.split())[:longest] for text in texts]
        return any(fits(text.lower()) for text in texts), "; ".join(filter(None, shown))

    return _workflow_check(expected, found)


def _step_named(name: str) -> FileCheck:
    return _step_check(f"a step named {name!r}", "name", lambda text: name.lower() in text, 60)


def _step_runs(command: str) -> FileCheck:
    wanted = "".join(command.lower().split())
    expected = f"a step that runs {command!r}"
    return _step_check(expected, "run uses", lambda text: wanted in "".join(text.split()), 60)


def _runs(match: re.Match[str], _context: Context) -> Method:
    commands = re.findall(r"`([^`]+)`", match["commands"]) or re.split(r",? and |, ", match["commands"])
    return all_of([_step_runs(command.strip(" `")) for command in commands])


def _about(match: re.Match[str], _context: Context) -> Method:
    """For each thing of a list there is a step that speaks of it in its name, command or action."""
    things = re.split(r",? and |, ", match["things"])
    return all_of([_step_about(re.findall(r"[\w./>-]{2,}", thing.strip(" `").lower())) for thing in things])


def _step_about(words: list[str]) -> FileCheck:
    said = [word for word in words if not word.endswith("ing")] or words
    expected = f"a step for {' '.join(words)}"
    return _step_check(expected, "name run uses", lambda text: all(word in text for word in said), 40)


def _triggered(match: re.Match[str], _context: Context) -> Method:
    said = match["events"].lower().replace(" ", "_")
    events = re.findall(r"push|pull_request|workflow_dispatch|schedule", said)

    def found(workflow: Mapping[str, Any]) -> tuple[bool, str]:
        on = workflow.get("on")
        names = {str(name) for name in on} if isinstance(on, (dict, list)) else {str(on)}
        return set(events) <= names, f"on {', '.join(sorted(names))}"

    return _workflow_check(f"a workflow on {', '.join(events)}", found)


def _any_workflow(site: Site) -> Finding:
    found = workflow_files(site)
    return Finding(bool(found), ", ".join(found) or "none", ".github/workflows")


_THING = r"`?(?:[\w./-]{2,40})(?: [\w./-]{2,40}){0,2}`?"
_EVENT = r"(?:push(?:es)?|pull[ _]requests?|workflow[ _]dispatch|schedule)"
RULES = (
    Rule(
        r"has_(?:actions|workflows?)|(?:an? |the )?(?:github )?(?:actions? )?workflow "
        rf"(?:file )?{HAS}|{REPO} {HAS} (?:an? |at least one )?(?:github )?(?:actions? ?)?workflows?(?: "
        r"files?)?",
        lambda *_: FileCheck("a workflow in .github/workflows/", _any_workflow),
        """has_actions
        GitHub Actions workflow exists
        The repo has a GitHub Actions workflow
        not: Repo has GitHub Actions workflow that runs pytest on push""",
    ),
    Rule(
        rf"{_SUBJECT} (?:has|contains?|includes?) (?:an? )?step (?:named|called) {quoted('step')}",
        lambda match, _: _step_named(match["step"]),
        """ci.yml has a step named "Lint"
        The workflow has a step called "Run tests"
        not: The workflow has a step named "Lint" that passes""",
    ),
    Rule(
        rf"{_SUBJECT} (?:has|contains?|includes?) (?:a )?(?:steps?|jobs?) (?:for|to) "
        rf"(?P<things>{_THING}(?:(?:,? and |, ){_THING}){{0,6}})",
        _about,
        """CI YAML has steps for ruff, executing execute.py, and Pages deploy
        not: The workflow has steps for every push that changes the data of the harbour""",
    ),
    Rule(
        rf"{_SUBJECT} (?:(?:has|contains?|includes?) an? (?:step|job) (?:that |which |to )?)?(?:runs?|"
        r"executes?|calls?|uses?|invokes?) (?:the (?:command|action)"
        r" )?(?P<commands>`[^`]{1,200}`(?:(?:,? and |, ?)"
        rf"`[^`]{{1,200}}`){{0,9}}|{QUOTE}?{_ACTION}(?:@v?[\w.]+)?{QUOTE}?|(?:ruff|python|pytest|npm|"
        r"node|pip|uv|make|black|mypy|eslint)(?: [\w./>-]{1,40}){0,5}(?:,? and (?:ruff|python|"
        r"pytest|npm|node|pip|uv|make|black|mypy|eslint)(?: [\w./>-]{1,40}){0,5})?)",
        _runs,
        """The CI workflow runs `ruff check .`
        The workflow runs `python execute.py > result.json`
        .github/workflows/ci.yml runs ruff and python execute.py
        The GitHub Actions workflow uses actions/deploy-pages
        ci.yml contains a step that runs python execute.py
        not: The workflow runs successfully
        not: The workflow runs `ruff check` and passes""",
    ),
    Rule(
        rf"{_SUBJECT} (?:is triggered|triggers|runs|is run|starts) (?:on|by|for)(?: every| each| a)? "
        rf"(?P<events>{_EVENT}(?:(?:,? and |, ?){_EVENT}){{0,3}})",
        _triggered,
        """The workflow is triggered on push
        ci.yml runs on push and pull requests
        not: The workflow runs on push to gh-pages""",
    ),
)
