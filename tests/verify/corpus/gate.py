"""Sites that the gate must stop, and such as only look like it."""

from base64 import b64encode

from tests.verify.corpus.case import WORKFLOW, Case

NOISE = "AbCdEf0123456789GhIjKlMnOpQrStUvWxYz"
CI = ".github/workflows/ci.yml"
ASKS = "Add a GitHub Actions workflow ci.yml that runs on push."


def leaking(secret: str) -> dict[str, str]:
    return {"app.js": f"const key = '{secret}';\n"}


def altered(old: str, new: str) -> dict[str, str]:
    """A second workflow: the good one with one thing replaced."""
    assert old in WORKFLOW
    return {CI: WORKFLOW.replace(old, new)}


CASES = [
    Case("no index", without=("index.html",), wrong=("index",), browser=False),
    Case("blank index", {"index.html": " \n"}, wrong=("index",), browser=False),
    Case("GitHub token", {"app.js": f"// keys\n\nconst k = 'ghp_{NOISE}'"}, ("no secrets",), seen=("app.js: line 3 holds what looks like a GitHub Token",), browser=False),
    Case("fine-grained GitHub token", leaking("github_pat_" + NOISE[:22] + "_" + (NOISE * 2)[:59]), wrong=("no secrets",), browser=False),
    Case("OpenAI key", leaking("sk-proj-" + NOISE + NOISE), wrong=("no secrets",), browser=False),
    Case("AWS key", leaking("AKIA" + "QWERTYUIOPASDF12"), wrong=("no secrets",), browser=False),
    Case("Google key", leaking("AIza" + NOISE[:35]), wrong=("no secrets",), browser=False),
    Case("private key", {"key.pem": "-----BEGIN RSA PRIVATE KEY-----\n" + NOISE * 3 + "\n-----END RSA PRIVATE KEY-----\n"}, wrong=("no secrets",), browser=False),
    Case("Stripe key", leaking("sk_live_" + NOISE[:24]), wrong=("no secrets",), browser=False),
    Case("Groq key", leaking("gsk_" + (NOISE * 2)[:52]), wrong=("no secrets",), browser=False),
    Case("Discord webhook", leaking("https://discord.com/api/webhooks/276615573796270287/" + NOISE * 2), wrong=("no secrets",), browser=False),
    Case("token in parts", {"app.js": f"const key = 'ghp_{NOISE[:9]}' +\n  \"{NOISE[9:]}\";\n"}, wrong=("no secrets",), browser=False),
    Case("token in base64", leaking(b64encode(f"ghp_{NOISE}".encode()).decode()), wrong=("no secrets",), browser=False),
    Case("token in UTF-16", {"app.js": f"const key = 'ghp_{NOISE}'".encode("utf-16")}, wrong=("no secrets",), browser=False),
    Case("password in an address", leaking("https://ada:hunter22@sea.test/tides"), wrong=("no secrets",), browser=False),
    Case("password that stands for one", leaking("https://user:password@sea.test/ db://root:root@db https://a:${KEY}@x"), browser=False),
    Case("key of a Firebase app", leaking("AIza" + NOISE[:35] + "', authDomain: 'sea.firebaseapp.com"), browser=False),
    Case("key that AWS documents", leaking("AKIAIOSFODNN7EXAMPLE"), browser=False),
    Case("class name that begins like a key", leaking("sk-proj-list-item-placeholder-of-a-very-long-class-name"), browser=False),
    Case("placeholder of a token", leaking("ghp_" + "x" * 36), browser=False),
    Case("token that the brief shows", leaking("ghp_" + NOISE), brief=f"Explain why ghp_{NOISE} is no password.", browser=False),
    Case("hashes and ids", {"app.js": f"const sums = ['{'9f86d081884c7d65' * 4}', 'sk-button', 'AC-dc'];\n"}, browser=False),
    Case("file that changes what git checks out", {"data/.gitattributes": "* text eol=crlf"}, ("control files",), browser=False),
    Case("files that steer Pages and Jekyll", {"CNAME": "sea.example", "_config.yml": "a: b"}, ("control files",), browser=False),
    Case("files that steer nothing", {".nojekyll": "", ".gitignore": "x", "docs/_config.yml": "a: b"}, browser=False),
    Case("workflow that nobody asked for", altered("name: pages", "name: extra"), wrong=("workflows",), browser=False),
    Case("workflow that was asked for", altered("name: pages", "name: ci"), brief=ASKS, browser=False),
    Case("workflow with a secret", altered("contents: read", "contents: read\n    env:\n      KEY: ${{ secrets.KEY }}"), ("workflows",), brief=ASKS, browser=False),
]  # fmt: skip
