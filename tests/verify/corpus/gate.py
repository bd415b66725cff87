"""Sites that the gate must stop, and such as only look like it."""

from base64 import b64encode
from collections.abc import Mapping

from tests.verify.corpus.case import WORKFLOW, Case

NOISE = "AbCdEf0123456789GhIjKlMnOpQrStUvWxYz"
CI = ".github/workflows/ci.yml"
ASKS = "Add a GitHub Actions workflow ci.yml that runs on push."


LEAKS = {
    "fine": f"github_pat_{NOISE[:22]}_{(NOISE * 2)[:59]}", "openai": f"sk-proj-{NOISE}{NOISE}", "aws": "AKIA" + "QWERTYUIOPASDF12",
    "google": f"AIza{NOISE[:35]}", "stripe": f"sk_live_{NOISE[:24]}", "groq": f"gsk_{(NOISE * 2)[:52]}",
    "discord": f"https://discord.com/api/webhooks/276615573796270287/{NOISE * 2}", "base64": b64encode(f"ghp_{NOISE}".encode()).decode(),
    "address": "https://ada:hunter22@sea.test/tides",
}  # fmt: skip
HARMLESS = {
    "stand-in": "https://user:password@sea.test/ db://root:root@db https://a:${KEY}@x", "firebase": f"AIza{NOISE[:35]}', authDomain: 'sea.firebaseapp.com",
    "aws": "AKIAIOSFODNN7EXAMPLE", "class": "sk-proj-list-item-placeholder-of-a-very-long-class-name", "placeholder": "ghp_" + "x" * 36,
    "hashes": "9f86d081884c7d65" * 4 + " sk-button AC-dc",
}  # fmt: skip


def scripts(values: Mapping[str, str]) -> dict[str, str | bytes]:
    """A script for each value."""
    return {f"{name}.js": f"const key = '{value}';\n" for name, value in values.items()}


def altered(old: str, new: str) -> dict[str, str | bytes]:
    """A second workflow: the good one with one thing replaced."""
    assert old in WORKFLOW
    return {CI: WORKFLOW.replace(old, new)}


CASES = [
    Case("no index", without=("index.html",), wrong=("index",), browser=False),
    Case("blank index", {"index.html": " \n"}, wrong=("index",), browser=False),
    Case("GitHub token", {"app.js": f"// keys\n\nconst k = 'ghp_{NOISE}'"}, ("no secrets",), seen=("app.js: line 3 holds what looks like a GitHub Token",), browser=False),
    Case("keys and tokens of all sorts", scripts(LEAKS), ("no secrets",), seen=tuple(f"{name}.js: line 1 holds" for name in LEAKS), browser=False),
    Case("private key", {"key.pem": "-----BEGIN RSA PRIVATE KEY-----\n" + NOISE * 3 + "\n-----END RSA PRIVATE KEY-----\n"}, wrong=("no secrets",), browser=False),
    Case("token in an archive", {"app.bin": bytes(range(256)) * 9 + f"ghp_{NOISE}".encode() + bytes(9)}, ("no secrets",), browser=False),
    Case("token in parts, and in UTF-16", {"app.js": f"const key = 'ghp_{NOISE[:9]}' +\n  \"{NOISE[9:]}\";\n", "wide.js": f"const key = 'ghp_{NOISE}'".encode("utf-16")}, ("no secrets",), seen=("app.js: ", "wide.js: "), browser=False),
    Case("what only looks like a key", scripts(HARMLESS), browser=False),
    Case("token that the brief shows", scripts({"app": f"ghp_{NOISE}"}), brief=f"Explain why ghp_{NOISE} is no password.", browser=False),
    Case("files that change what git checks out, Pages and Jekyll", {"data/.gitattributes": "* text eol=crlf", "CNAME": "sea.example", "_config.yml": "a: b"}, ("control files",), seen=("data/.gitattributes: ", "CNAME: ", "_config.yml: "), browser=False),
    Case("files that steer nothing", {".nojekyll": "", ".gitignore": "x", "docs/_config.yml": "a: b"}, browser=False),
    Case("workflow that nobody asked for", altered("name: pages", "name: extra"), wrong=("workflows",), browser=False),
    Case("workflow that was asked for", altered("name: pages", "name: ci"), brief=ASKS, browser=False),
]  # fmt: skip
