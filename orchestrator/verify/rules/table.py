"""The table: which sentence is judged by which rule. The first line that matches wins."""

import re
from collections.abc import Callable

from orchestrator.verify.rules import features, page, repository
from orchestrator.verify.rules.asked import Asked
from orchestrator.verify.ways import Way

Rule = Callable[[re.Match[str], Asked], Way | None]

FILE = r"[`'\"]?(?P<file>[\w-][\w./-]*\.(?:html?|css|m?js|json|csv|md|txt|svg|xml|ya?ml|py|pdf|png|jpe?g|webp))[`'\"]?"

TABLE: tuple[tuple[str, Rule], ...] = (
    (r"has_license|has_mit_license|(?=.*\blicen[cs]e\b)(?=.*\b(?:mit|has|have|contains?|includes?|exists?|present|file)\b).*", repository.licence),
    (r"has_readme|(?:the )?(?:repo(?:sitory)?|project) (?:has|contains|includes) an? readme(?:\.md)?|readme(?:\.md)? (?:exists|is present|file exists)", repository.readme_exists),
    (r".*\breadme(?:\.md)? (?:is |has been )?(?:professional|complete|clear|well[- ]written).*", repository.readme_exists),
    (r".*\breadme(?:\.md)?\b.*?\b(?:explains?|documents?|describes?|includes?|contains?|mentions?|covers?|has|lists?)\b (?P<what>.+)", repository.readme_tells),
    (r"has_actions|has_workflows?|(?:the )?repo(?:sitory)? (?:has|contains) (?:an? )?(?:github )?(?:actions?|workflows?).*", repository.has_workflow),
    (r".*\bexisting (?:repo(?:sitory)?|project|app)\b.*\b(?:updated|modified|reused|revised)\b.*|.*\bno new repo(?:sitory)?\b.*", repository.same_repository),
    (r"responsive(?:_design)?|(?:the )?(?:page|site|layout|design|app|ui) (?:is|works|looks) (?:fully )?(?:mobile[- ]?)?(?:responsive|friendly).*", features.responsive),
    (r"dark_?mode|.*\bdark[- ](?:mode|theme)\b.*", features.dark_mode),
    (r"animations?|.*\b(?:includes?|has|uses?|contains?)\b.*\banimat(?:ions?|ed)\b.*", features.animations),
    (r".*\b(?:page|document|site)?'?s? ?title (?:is|equals|should be|must be|reads)(?: exactly)? [\"'`](?P<title>[^\"'`]+)[\"'`].*", page.title),
    (r".*?(?:element (?:with )?(?:the )?(?:id )?)?[\"'`]?#(?P<id>[A-Za-z][\w-]*)[\"'`]? (?:element )?(?:exists|is present).*", page.element),
    (rf"(?:repo(?:sitory)?|site|project)?\s*(?:has|contains|includes)?\s*(?:an? )?(?:file )?(?:named |called )?{FILE} ?(?:file )?(?:exists|is present|is committed)?", repository.named_file),
)  # fmt: skip


def by_rule(asked: Asked) -> Way | None:
    """The way that the table gives for a sentence, or None."""
    text = " ".join(asked.text.split()).rstrip(".")
    for pattern, rule in TABLE:
        match = re.fullmatch(pattern, text, re.IGNORECASE)
        if match and (way := rule(match, asked)):
            return way
    return None
