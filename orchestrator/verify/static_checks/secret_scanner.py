"""Finds secrets in files: the token shapes that detect-secrets knows, and some that it does not.

Only shapes that nothing else has are looked for. Entropy and key words would accuse minified libraries,
hashes and password fields, and an accused site is never published.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice

DETECTORS = {
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "mailchimp": "MailchimpDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
}
"""Modules and classes of `detect_secrets.plugins`; those of npm and OpenAI take quadratic time."""

SHAPES = {
    "GitHub token": r"\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b",
    "OpenAI key": r"\bsk-(?:proj|svcacct|admin)-[\w-]{40,300}|\bsk-[A-Za-z0-9]{48}\b",
    "Anthropic key": r"\bsk-ant-[A-Za-z0-9_-]{40,300}",
    "OpenRouter key": r"\bsk-or-v1-[0-9a-f]{64}\b",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "Hugging Face token": r"\bhf_[A-Za-z0-9]{34}\b",
    "Groq key": r"\bgsk_[A-Za-z0-9]{52}\b",
    "xAI key": r"\bxai-[A-Za-z0-9]{80}\b",
    "Perplexity key": r"\bpplx-[A-Za-z0-9]{48}\b",
    "Replicate token": r"\br8_[A-Za-z0-9]{37}\b",
    "Supabase secret key": r"\bsb_secret_[A-Za-z0-9_-]{31}\b",
    "DigitalOcean token": r"\bdo[oprt]_v1_[0-9a-f]{64}\b",
    "Netlify token": r"\bnfp_[A-Za-z0-9]{36}\b",
    "Shopify token": r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b",
    "Databricks token": r"\bdapi[0-9a-f]{32}\b",
    "Linear key": r"\blin_api_[A-Za-z0-9]{40}\b",
    "Twilio key": r"\bSK[0-9a-f]{32}\b",
    "Discord webhook": r"\bdiscord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,200}",
    "age key": r"\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b",
    "npm token": r"\bnpm_[A-Za-z0-9]{36}\b|/:_authToken=\s{0,9}[A-Fa-f0-9-]{36}",
    "password in an address": r"\b[a-z][a-z0-9+.-]{1,20}://(?P<user>[^\s/:@\"'<>`${}]{1,60}):(?!(?P=user)@)"
    r"(?=[^@]{0,80}[A-Za-z])[^\s/:@\"'<>`${}*]{6,80}@(?!localhost\b|127\.)[\w.-]",
    "private key": r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY( BLOCK)?-----(?:\\n|\s)[A-Za-z0-9+/=\\\s:,-]{40}",
}

_JWT = re.compile(r"\beyJ[\w-]{10,300}+\.(eyJ[\w-]{10,2000}+)\.[\w-]{20}")

MAX_BYTES = 5_000_000
"""Of each file; larger ones are data."""
MAX_FOUND = 50

FEWEST_CHARACTERS = 8
"""A real token holds more different characters; `ghp_xxxxxxxx…` is a placeholder."""
_PLACEHOLDER = re.compile(
    r"example|placeholder|dummy|your[_-]|x{6}|:\w*(?:password|passwd|secret)\w*@", re.IGNORECASE
)
"""What documentation writes in the place of a token, as in AWS's own AKIAIOSFODNN7EXAMPLE."""

_PUBLIC = re.compile(r"firebaseapp\.com|\bmessagingSenderId\b|\bauthDomain\b")
"""What stands beside the Google key of a Firebase web app, which every visitor's browser is given."""
_BESIDE = 400
"""Characters before and after a key that count as beside it."""

_SPLIT = re.compile(r"[\"'`]\s{0,200}\+\s{0,200}[\"'`]")
_PARTS = re.compile(rf"(?<=[\"'`])[^\s\"'`]{{1,200}}(?:{_SPLIT.pattern}[^\s\"'`]{{0,200}})+")
"""A string that a script puts together."""
_ENCODED = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{20,4000}(?![\w+/-])")
_STRINGS = re.compile(r"[\t\n\r -~]{15,}")
"""What a file that is no text holds of text: no secret is shorter, and to search the rest takes seconds."""
_BETWEEN = "\n\0\n"


def find_secrets(files: Mapping[str, bytes], known: str = "") -> Iterator[tuple[str, int, str]]:
    """Yield path, line (from 1) and sort of every secret; what `known`, the brief, holds is public.

    A secret in parts, or in base64, is one too: a model may try to hide it so. At most MAX_FOUND of a file.
    """
    for path, data in files.items():
        text = _read(data[:MAX_BYTES])
        real = (each for each in _secrets(text) if each[1] not in known and not _is_placeholder(*each[:2]))
        for sort, _, at in islice(real, MAX_FOUND):
            yield path, text.count("\n", 0, at) + 1, sort


def _read(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    text = data.decode("latin-1")
    return "\0".join(_STRINGS.findall(text)) if "\0" in text else text


def _is_placeholder(sort: str, secret: str) -> bool:
    if sort.startswith("OpenAI key") and not (re.search("[A-Z]", secret) and re.search(r"\d", secret)):
        return True  # class names and ids begin like that too
    return len(set(secret)) < FEWEST_CHARACTERS or bool(_PLACEHOLDER.search(secret))


def _secrets(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield sort, secret and place of what stands in the text as it is, in parts, or encoded."""
    yield from _plain(text)
    hidings: tuple[tuple[re.Pattern[str], Callable[[str], str], str], ...] = (
        (_PARTS, lambda run: _SPLIT.sub("", run), ""),
        (_ENCODED, lambda run: _unpadded(run).decode("latin-1"), " in base64"),
    )
    for runs, read, how in hidings:
        found = list(runs.finditer(text))
        hidden = _BETWEEN.join(read(run[0]) for run in found)
        for sort, secret, at in _plain(hidden):
            yield sort + how, secret, found[hidden.count(_BETWEEN, 0, at)].start()


def _plain(text: str) -> Iterator[tuple[str, str, int]]:
    for sort, shape in _shapes():
        for match in shape.finditer(text):
            beside = text[max(0, match.start() - _BESIDE) : match.end() + _BESIDE]
            if sort != "Google key" or not _PUBLIC.search(beside):
                yield sort, match[0], match.start()
    for match in _JWT.finditer(text):
        if b"service_role" in _unpadded(match[1]):
            yield "service key", match[0], match.start()


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every shape, those of detect-secrets first, taken from its classes because these see one line only."""
    from importlib import import_module

    found: list[tuple[str, re.Pattern[str]]] = []
    for module, name in DETECTORS.items():
        detector = getattr(import_module(f"detect_secrets.plugins.{module}"), name)
        found += [(detector.secret_type, shape) for shape in detector.denylist]
    return (*found, *((sort, re.compile(shape)) for sort, shape in SHAPES.items()))


def _unpadded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return b""
