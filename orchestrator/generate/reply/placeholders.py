"""Comments that stand for code which a model did not write out, such as `// ... existing code ...`."""

import re

_DOTS = r"(?:\.\.\.|…)"
_OPENER = r"(?://+|#+|/\*+|\{/\*|<!--)"
_CLOSER = r"[\s)\]]*(?:\*/\}?|-->)?[ \t]*$"
_KEPT = r"\b(?:existing|rest|remaining|remainder|unchanged|same|previous|omitted|as before|keep|other)\b"
_CODE = r"(?:code|content|html|css|js|javascript|styles?|rules|functions?|logic|markup|sections?|lines)"
_REST = rf"(?:rest|remainder) of|(?:existing|previous|remaining|other|same|unchanged) {_CODE}"
_ELISION = re.compile(
    rf"^[ \t]*{_OPENER}[ \t(\[]*(?:"
    rf"{_DOTS}[^\n]{{0,80}}?{_KEPT}[^\n]*"
    rf"|(?:the |your |all )?(?:{_REST})\b"
    rf"[^\n]{{0,60}}?(?:{_DOTS}|\b(?:unchanged|the same|omitted|as before|as above|as is)\b){_CLOSER}"
    rf"|{_DOTS}{_CLOSER})",
    re.IGNORECASE | re.MULTILINE,
)


def find_placeholder(text: str, before: str) -> str:
    """The first such comment in `text` that `before` does not hold; empty if there is none."""
    found = (match[0].strip() for match in _ELISION.finditer(text))
    return next((comment for comment in found if comment not in before), "")
