"""The text of one file, freed of what models put around it: fences, wrappers, entities, marks of a prompt."""

import html
import re

_CDATA = re.compile(r"\s*<!\[CDATA\[[ \t]*\n?(.*)\]\]>\s*", re.DOTALL)
_WRAPPER = re.compile(r"\s*<([a-z_][\w-]*)>[ \t]*\n(.*\n)[ \t]*</\1>\s*", re.DOTALL | re.IGNORECASE)
PAGE_START = re.compile(r"\s*<(?:!doctype html|html\b)", re.IGNORECASE)
_WRAPPED_PAGE = re.compile(r"\s*(?:<[a-z_][\w-]*>\s*){1,3}(?=<(?:!doctype html|html\b))", re.IGNORECASE)
_AFTER_PAGE = re.compile(r"(?:\s|<!--.*?-->|<script\b.*?</script>)*", re.DOTALL | re.IGNORECASE)
_ESCAPED_PAGE = re.compile(
    r"\s*&lt;(?:!doctype|html|head|body|main|div|section|svg|\?xml|!--)", re.IGNORECASE
)
_MARK = re.compile(
    r"[ \t]*(?:</\w{1,20}\s+[0-9a-f]{8,16}\s*>|</?data-[a-z-]{3,20}(?:-\d+)?(?: name=[^<>\n]{0,200})?>)"
    r"[ \t]*\n?"
)
"""A mark of our own prompts (`marked`, `write_file`), which some models copy."""

_PROSE_IS_NOT = re.compile(r"[<>{};=]")
PAGES = ("html", "htm")
_MARKUP = (*PAGES, "svg", "xml")
_CODE = (*_MARKUP, "js", "mjs", "ts", "css", "json")


def suffix_of(path: str) -> str:
    """The ending of a file's name, in lower case and without its dot."""
    return path.rpartition(".")[2].lower()


def clean_text(path: str, text: str) -> str:
    """The file that was meant by the `text` between its tags."""
    suffix = suffix_of(path)
    wrapped = _CDATA.fullmatch(text)
    text = (wrapped[1] if wrapped else text).removeprefix("\ufeff")
    if suffix not in {"md", "markdown", "txt"}:
        text = _without_fence(text)
    text = _without_wrapper(suffix, text)
    if _is_escaped(suffix, text):
        text = html.unescape(text)
    text = _MARK.sub("", text)
    return _whole_page(text) if suffix in PAGES else text


def is_cut_page(path: str, text: str) -> bool:
    """Whether a page that has an opening `<html>` lacks its end."""
    return suffix_of(path) in PAGES and "<html" in text.lower() and "</html>" not in text.lower()


def documents_in(path: str, text: str) -> int:
    """How many HTML documents a page's text holds, by their doctypes outside of scripts and comments."""
    if suffix_of(path) not in PAGES:
        return 0
    bare = re.sub(r"(?is)<script\b.*?</script>|<!--.*?-->|<(textarea|template|pre)\b.*?</\1>", "", text)
    return len(re.findall(r"(?i)<!doctype html", bare))


def _without_fence(text: str) -> str:
    """The inside of the one code fence of a file, if what stands around it is no code."""
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.lstrip().startswith(("```", "~~~"))]
    if len(fences) < 2 or lines[fences[-1]].strip() not in {"```", "~~~"}:
        return text
    first, last = fences[0], fences[-1]
    around = "\n".join([*lines[:first], *lines[last + 1 :]])
    if _PROSE_IS_NOT.search(around) or (len(fences) > 2 and around.strip()):
        return text
    return "".join(f"{line}\n" for line in lines[first + 1 : last])


def _without_wrapper(suffix: str, text: str) -> str:
    """A file without a tag such as `<content>` around the whole of it."""
    if suffix in PAGES:
        return _WRAPPED_PAGE.sub("", text, count=1) if _WRAPPED_PAGE.match(text) else text
    wrapped = _WRAPPER.fullmatch(text) if suffix in _CODE or suffix == "py" else None
    return wrapped[2] if wrapped and suffix not in _MARKUP else text


def _is_escaped(suffix: str, text: str) -> bool:
    if suffix in _MARKUP:
        return "<" not in text and bool(_ESCAPED_PAGE.match(text))
    return suffix in _CODE and not re.search("[<>]", text) and bool(re.search("&(?:lt|gt);", text))


def _whole_page(text: str) -> str:
    """A page without what follows its last `</html>`, unless that is a comment or a script."""
    end = text.lower().rfind("</html>")
    if end < 0 or not PAGE_START.search(text):
        return text
    end += len("</html>")
    kept = _AFTER_PAGE.match(text, end)
    return text if kept and kept.end() == len(text) else f"{text[:end]}\n"
