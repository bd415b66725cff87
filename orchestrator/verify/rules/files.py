"""Rules about whole files: there, not there, kept as they were sent, linked to."""

import re

from orchestrator.verify.demands.file_names import FILE_NAME, file_names, wanted_files
from orchestrator.verify.files.facts import (
    FURNISHED,
    all_of,
    file_absent,
    file_exists,
    links_to,
    readable,
    same_bytes,
    same_rows,
)
from orchestrator.verify.files.formats import has_format
from orchestrator.verify.plan.check_types import Method
from orchestrator.verify.rules.rule import AT_ROOT, FILE, FILES, HAS, NAMES, PAGE, QUOTE, REPO, Context, Rule

_ALL_OF = r"(?:each|every|all)(?: of)?(?: the)?"
_ALL = r"(?:all )?(?:of )?(?:the |these )?(?:following )?(?:files? )?"
_FOLDER = rf"{QUOTE}?(?P<folder>\.?[\w-]{{1,60}}(?:/[\w-]{{1,60}}){{0,4}})/?{QUOTE}?"
_SENT = (
    r"(?: (?:verbatim|unchanged|unmodified|as[- ]is|as|it|was|were|sent|attached|uploaded|byte|bytes|for|by|"
    r"exactly|to|the|in|of|original|attachment|file|repo(?:sitory)?|with|provided|version|one|contents?|"
    r"(?P=file))|[- ]for[- ]byte|[- ]by[- ]byte){0,12}"
)


def _exist(match: re.Match[str], _context: Context) -> Method:
    return all_of(list(map(file_exists, file_names(match["files"]))))


def _absent(match: re.Match[str], _context: Context) -> Method:
    return all_of(list(map(file_absent, file_names(match["files"] or match["more"]))))


def _as_sent(match: re.Match[str], context: Context) -> Method | None:
    """None for a file that was not attached."""
    content = context.attachments.get(match["file"])
    return None if content is None else same_bytes(match["file"], content)


def _converted(match: re.Match[str], context: Context) -> Method | None:
    """None unless the other file is an attached workbook."""
    data = context.attachments.get(match["workbook"])
    name = match["file"]
    is_sheet = match["workbook"].lower().endswith(".xlsx") and name.lower().endswith(".csv")
    return same_rows(name, match["workbook"], data) if data is not None and is_sheet else None


def _required(_match: re.Match[str], context: Context) -> Method | None:
    """The files that the brief names; None if it names none."""
    names = wanted_files(context.brief)
    return all_of(list(map(file_exists, names))) if names else None


def _linked(match: re.Match[str], context: Context) -> Method:
    page = match["file"] or "index.html"
    if match["asked"]:
        return links_to(
            page, [name for name in wanted_files(context.brief) if name not in {page, *FURNISHED}]
        )
    return links_to(page, file_names(match["files"]) if match["files"] else ())


RULES = (
    Rule(
        rf"{_ALL}{FILE}(?:'s)?(?: contents?)? (?:(?:is|has|has been) (?:kept|attached|committed|"
        r"included|served|unchanged|unmodified|identical|the same|copied|not (?:been )?(?:modified|"
        rf"changed|altered))|matches|equals|contains(?=.* (?:attach|upload|sent|original))){_SENT}",
        _as_sent,
        """uid.txt is committed verbatim
        uid.txt is committed as-is
        uid.txt is identical to the attachment
        uid.txt matches the attached file byte for byte
        uid.txt has not been modified
        uid.txt matches the attached uid.txt
        uid.txt contains the uploaded attachment content
        not: uid.txt contains the id
        not: uid.txt matches the id in the page""",
        negative=True,
    ),
    Rule(
        rf"{FILE}(?: contents?)? (?:equals|matches|is (?:the same as|equal to|converted from)|has the "
        rf"(?:rows|data) of) (?:the )?(?:attached )?{QUOTE}?(?P<workbook>{FILE_NAME}){QUOTE}?"
        r"(?: \(?attach(?:ed|ment)\)?)?",
        _converted,
        """data.csv content equals book.xlsx (attachment)
        data.csv is converted from book.xlsx
        not: data.csv equals uid.txt""",
    ),
    Rule(
        rf"{_ALL_OF} (?:required|requested|needed|named|listed|expected) files? (?:is|are|exists?){AT_ROOT}"
        r"(?: on github)?",
        _required,
        """Each required file exists on GitHub
        All requested files are present
        not: All required fields exist""",
    ),
    Rule(
        rf"(?:(?:there (?:is|are)|{REPO} {HAS}) )?(?:an? |the )?{_ALL}:? ?(?:file )?(?:named |"
        rf"called )?{FILES}(?: files?| page)?(?: (?:all )?(?:are|is|exists?|was|were|can be found)(?: "
        rf"not empty| separate files| with (?:some )?content)?{AT_ROOT})?",
        _exist,
        """a.txt, b.json and LICENSE exist
        The repo contains story.txt, me.md and gull.svg
        There is a file called forecast.json
        data/tides.json exists
        data.csv is committed to the repo
        `.github/workflows/ci.yml` is present
        about.md is not empty
        about.md exists with content
        not: data.csv is loaded
        not: chart.html exists in the menu
        not: a.txt and the table exist""",
        negative=True,
    ),
    Rule(
        rf"{_ALL}(?:is|are) (?:all )?(?:present|committed|included|there){AT_ROOT}: ?{FILES}",
        _exist,
        """All of these files are present at the repository root: story.txt, me.md""",
    ),
    Rule(
        rf"(?:there (?:is|are) )?(?:no |neither )?{_ALL}{FILES}(?: files?)? (?:is|are|does|do|was|were) "
        rf"not (?:exist|committed|present|included|there|tracked|pushed|in|part of){AT_ROOT}|(?:there "
        rf"(?:is|are) no|{REPO} (?:does not (?:contain|include|have)|has no)|no)(?: file)? "
        rf"(?P<more>{NAMES})(?: files?)?(?: (?:is|exists?|was))?{AT_ROOT}",
        _absent,
        """result.json is not committed to the repository
        result.json must not exist in the repo
        There is no package.json
        The repository does not contain .gitignore or notes.txt
        not: result.json is not shown on the page""",
        negative=True,
    ),
    Rule(
        rf"(?:there (?:is|are) no|{REPO} (?:does not (?:contain|include|have)|has no)|no)(?: "
        rf"an?)? {_FOLDER} (?:folder|directory)(?: (?:is|exists?))?{AT_ROOT}",
        lambda match, _: file_absent(match["folder"]),
        """There is no node_modules folder in the repo""",
        negative=True,
    ),
    Rule(
        rf"{FILE} is (?:an? )?(?:valid|well[- ]formed|parse?able)(?: (?:json|csv|svg|xml))?(?: file| "
        r"image| document)?",
        lambda match, _: readable(match["file"]) if has_format(match["file"]) else None,
        """dilemma.json is valid JSON
        gull.svg is a valid SVG file
        not: notes.txt is valid
        not: index.html is valid HTML5""",
    ),
    Rule(
        rf"(?:{FILE}|(?:the )?(?:home ?page|index(?: page)?|main page)|{PAGE}) (?:links?|has links?|"
        rf"contains? links?|has an? link) (?:to|for) (?:{FILES}|(?:all|every|each)(?: of)?(?: one)?(?: "
        r"the| these)?(?: other|(?P<asked> required| named| requested))? ?(?:files?|assets?|documents?)?)",
        _linked,
        """index.html links to story.txt, choice.json and gull.svg
        index.html links to every file
        index.html links to all required assets
        The home page has a link to each of the other files
        not: index.html links to the repository
        not: index.html links to a.txt in a new tab""",
    ),
)
