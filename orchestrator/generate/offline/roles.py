"""The parts that ids can play, and by which words each is known."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A part that an id can play."""

    name: str
    own: str
    """Pattern of the id's own words."""
    context: str
    """Pattern of the words around it."""
    when: str = ""
    """Pattern that the request, or the kinds of the app's features, must match for the role to exist."""
    tags: frozenset[str] = frozenset()
    """Tags that the code may expect of it; empty: any but a select, a form or a table."""


def _role(name: str, own: str, context: str, tags: str = "", when: str = "") -> Role:
    return Role(name, own, context, when, frozenset(tags.split()))


_AGGREGATE = (
    r"total|overall|sum|average|mean|count|number "
    r"of|minimum|maximum|highest|lowest|median|revenue|amount|best|worst|top|"
    r"largest|smallest|\bmax\b|\bmin\b|\bavg\b"
)

_DOCUMENT = r"markdown|\.md\b|\bdocument\b(?!\.)"
_GITHUB = r"git ?hub"
_IMAGE = r"image|captcha|picture|photo"
_DATA = r"\bcsv\b|\btsv\b|\bjson\b|spreadsheet|table|metric|column|data"

_CHOICE = r"picker|select(or)?$|dropdown"
_CURRENCY = (
    r"currency (select|picker|drop-?down|switch\w*|menu|chooser)|"
    r"\b(pick|choos|select|switch|chang|convert)\w*\b[^,;.#]*\bcurrenc(y|ies)\b"
)

ROLES: tuple[Role, ...] = (
    _role("word-count", r"word.?count|words?\b", r"word[- ]count|(number|count) of words", when=_DOCUMENT),
    _role(
        "character-count", r"char(acter)?s?\b", r"characters?[- ]count|number of characters", when=_DOCUMENT
    ),
    _role("reading-time", r"reading.?time", r"reading time|minutes to read", when=_DOCUMENT),
    _role(
        "source-label",
        r".*source( label| name| info)$|active source|source$",
        r"(active|current|which|loaded) source|source (label|is (active|shown|used|loaded))|"
        r"where [\w ]{0,40}(comes|came) from|(active|current) (file|document)",
        when=_DOCUMENT,
    ),
    _role("editor", r".*(editor|textarea)", r"\beditor\b|text ?area", "textarea", _DOCUMENT),
    _role(
        "tabs",
        r".*\btabs?\b|view (toggle|switch\w*)|toggle view",
        r"\btabs?\b|(switch|toggl)\w* between",
        when=_DOCUMENT,
    ),
    _role(
        "document-source",
        r".*(source|raw)$",
        r"(original|raw) (markdown|text)|markdown source|the source\b",
        when=_DOCUMENT,
    ),
    _role(
        "document-output",
        r".*(output|html|rendered|content|preview)",
        r"render(s|ed|ing)?\b|convert|formatted|\b(as|to) html\b",
        when=_DOCUMENT,
    ),
    _role(
        "currency-mirror",
        r".*\b(code|symbol)$|.*currency( label| name)?$",
        r"(active|current|selected|chosen) currency|currency (code|symbol|label)|show\w*[^,;.#]* currency",
    ),
    _role("search", r".*(search|query|find)", r"search|type to (find|filter)", "input", _DATA),
    _role(
        "filter",
        r".*(filter|(?<!currency )(picker|select(or)?$|dropdown))",
        r"filter(s|ed|ing)?\b|(?<!currency )(drop-?down|select(or)?\b)|(limit|narrow)\w*\b",
        "select",
        _DATA,
    ),
    _role("currency", rf".*(currency|exchange|\bfx\b|{_CHOICE})", _CURRENCY, "select", _CURRENCY),
    _role(
        "chart-type",
        r".*(chart|graph|plot) (type|kind|style|select|switch|toggle)",
        r"(chart|graph) type|(switch|toggl|choos)\w* between (a )?(bar|line|pie|doughnut)",
        "select",
        _DATA,
    ),
    _role(
        "chart",
        r".*(chart|graph|plot|histogram|pie|canvas)",
        r"\b(chart|graph|plot|histogram|diagram)\b",
        "canvas div svg",
        _DATA,
    ),
    _role(
        "table",
        r".*(table|list$|rows|\bby\b|\bper\b|breakdown)",
        r"\btable\b|lists each|for (each|every)|\bcards?\b",
        "table ul ol",
        _DATA,
    ),
    _role(
        "github-status",
        r".*(status|alert|message|notice|error)",
        r"aria-live|status|alert|reports? (when|whether|that)",
        "",
        _GITHUB,
    ),
    _role("github-age", r".*(\bage\b|years)", r"account age|\bage\b|whole years|years", "", _GITHUB),
    _role(
        "github-created",
        r".*(created|creation|joined|since|date)",
        r"creation date|created|joined|member since",
        "",
        _GITHUB,
    ),
    _role(
        "github-list",
        r".*repos?.*(list|table|cards)",
        r"(list|table) of[\w ]* repositories",
        "ul ol",
        _GITHUB,
    ),
    _role(
        "github-repos",
        r".*repos?(itor(y|ies))?( count| number| total)?$",
        r"public repos|repositor(y|ies)",
        "",
        _GITHUB,
    ),
    _role("github-followers", r".*followers", r"followers", "", _GITHUB),
    _role(
        "github-name",
        r".*(user|display|full|profile) ?name",
        r"display name|full name|real name",
        "",
        _GITHUB,
    ),
    _role("github-following", r".*following", r"following", "", _GITHUB),
    _role("github-bio", r".*\bbio", r"\bbio(graphy)?\b", "", _GITHUB),
    _role("github-location", r".*location", r"location", "", _GITHUB),
    _role("github-company", r".*company", r"company", "", _GITHUB),
    _role("github-field", r".*(input|field|user|username|login)$", r"input|text field", "input", _GITHUB),
    _role("github-button", r".*(search|fetch|submit|button|btn|go)$", r"button", "button", _GITHUB),
    _role("github-avatar", r".*(avatar|photo)", r"avatar|profile (picture|image)", "img", _GITHUB),
    _role("github-form", r".*(github|user (form|lookup)|lookup|profile form)", r"\bform\b", "form", _GITHUB),
    _role(
        "image-url",
        r".*((image|captcha|picture).*(ur[li]|source|src|address)|\b(url|src)$)",
        r"(?<![=?])\burl\b|address of the image",
        "",
        _IMAGE,
    ),
    _role(
        "image-text",
        r".*(solution|solved|answer|text|result)",
        r"solved|solution|recogni[sz]ed text",
        "",
        _IMAGE,
    ),
    _role(
        "image",
        r".*(image|captcha|picture|photo|img|\bpic\b)",
        r"\b(image|picture|photo|captcha)\b",
        "img",
        _IMAGE,
    ),
    _role(
        "theme",
        r".*(theme|dark|night|color ?mode|mode toggle)",
        r"dark[- ]mode|theme|night mode",
        "button input",
    ),
    _role("contact-form", r".*contact", r"contact form", "form"),
    _role("export", r".*(export|download)", r"(export|download)s?\b", "button a", _DATA),
    _role(
        "todo",
        r".*(to ?dos?\b|tasks?( list)?\b)",
        r"to-?do|task list",
        "ul ol div section form input",
        r"to-?do|task",
    ),
    _role("counter", r".*\bcount(er)?\b", r"\bcounter\b", "", r"\bcounter\b"),
    _role("metric", rf".*({_AGGREGATE})", rf"\b({_AGGREGATE}|sums?|totals?)\b", "", _DATA),
    _role("pager", r"(prev|next|page)", r"paginat|per page", "button", r"paginat|per page"),
    _role(
        "limit",
        r"(min(imum)?|max(imum)?)\b",
        r"\b(input|field|slider|number box)\W*$",
        "input",
        _DATA,
    ),
)
