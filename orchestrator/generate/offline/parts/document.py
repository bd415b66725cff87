"""A Markdown document: rendering, source, tabs, another source by parameter, a word count."""

from collections.abc import Mapping

from orchestrator.generate.offline.part import Part, first_ids
from orchestrator.generate.offline.request import Request, plain

ROLES = {
    "count": (r".*(word ?count|words?$)", r"word[- ]count|(number|count) of words"),
    "label": (r".*(source (label|name)|label$)", r"(active|current|which|loaded) source|source label"),
    "tabs": (r".*tabs?\b", r"\btabs?\b"),
    "source": (r".*(source|raw|original)$", r"(original|raw) (markdown|text)|markdown source"),
    "output": (r".*(output|html|rendered|content|preview|document|markdown)$",
         r"render|convert|\bhtml\b"),
}  # fmt: skip

WORDS = """
    markdown md render convert marked highlight syntax code blocks highlightjs tab switch toggle between
    original raw source sync synchronized query parameter support otherwise fall back fallback active
    label badge word count counter format numbers intl numberformat parse article origin
"""


def find(request: Request, files: Mapping[str, bytes], taken: frozenset[str]) -> Part | None:
    """The attached document, or one by address."""
    documents = [name for name in files if name.lower().endswith((".md", ".markdown"))]
    by_address = request.says(r"\?\w+=")
    if not request.says(r"\bmarkdown\b|\.md\b") or not (documents or by_address):
        return None
    if not documents and not request.says(r"\bmarkdown\b"):
        return None
    first = first_ids(request, ROLES, taken)
    named = [name for name in documents if name in request.prose] or documents
    file = named[0] if named else None
    params = {
        **first,
        "output": first["output"] or "markdown-output",
        "source": first["source"] or ("markdown-source" if first["tabs"] else None),
        "label": first["label"] or ("source-label" if by_address else None),
        "file": file,
        "parameter": request.parameter() if by_address or first["label"] else None,
        "libraries": request.says(r"\bmarked\b"),
    }
    return Part(
        "document", params, "renders a Markdown document", _usage(params["parameter"]),
        ids=frozenset(filter(None, first.values())), words=WORDS,
        title=plain(file.rsplit("/", 1)[-1].rsplit(".", 1)[0]).capitalize() if file else "Markdown document",
        files=frozenset([file] if file else ()),
    )  # fmt: skip


def _usage(parameter: object) -> str:
    other = f" Add ?{parameter}=ADDRESS to the page's address to open another." if parameter else ""
    return f"The Markdown document is rendered when the page opens.{other}"
