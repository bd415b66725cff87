"""Commits without a working copy: exactly the bytes of a Site, and the same commit for the same input."""

from collections.abc import Iterator
from datetime import datetime

from orchestrator.errors import InvalidField, UnsafePath
from orchestrator.publish.git.repository import Repository
from orchestrator.records import Deployment
from orchestrator.records.site import MARKER, Site

AUTHOR = "pages-orchestrator <pages-orchestrator@users.noreply.github.com>"
_BRANCH = "refs/heads/new"


def commit(git: Repository, site: Site, parent: str | None, message: str, when: datetime) -> str:
    """Write a commit whose tree is `site`, and return its SHA; the parent must have been fetched.

    Author, committer and dates depend on the arguments alone, so repeating it gives the same SHA. git's
    filters, attributes and ignore files do not change the bytes.
    """
    git.local("fast-import", "--quiet", "--force", stdin=_stream(site, parent, message, when))
    return git.local("rev-parse", _BRANCH).decode().strip()


def read_files(git: Repository, sha: str) -> Site:
    """The files of a commit that was fetched.

    Raises:
        InvalidField: it holds what no app may have: a link, a submodule, an unsafe name.
    """
    found = {}
    for line in filter(None, git.local("ls-tree", "-r", "-z", sha).split(b"\0")):
        head, _, name = line.partition(b"\t")
        path = name.decode("utf-8", "replace")
        if not head.startswith(b"100"):
            raise InvalidField(path, "a regular file in the repository")
        found[path] = git.local("cat-file", "blob", head.split()[2].decode())
    try:
        return Site(found)
    except UnsafePath as error:
        raise InvalidField("a file of the repository", error.expected) from error


def marker_at(git: Repository, sha: str) -> Deployment | None:
    """The marker of a commit that was fetched; None if it has none of this system."""
    for line in git.local("ls-tree", "-z", sha, MARKER).split(b"\0"):
        if line.startswith(b"100"):
            return Deployment.read(git.local("cat-file", "blob", line.split()[2].decode()))
    return None


def _stream(site: Site, parent: str | None, message: str, when: datetime) -> Iterator[bytes]:
    text = message.encode()
    who = f"{AUTHOR} {int(when.timestamp())} +0000"
    yield f"commit {_BRANCH}\nauthor {who}\ncommitter {who}\ndata {len(text)}\n".encode() + text + b"\n"
    if parent:
        yield f"from {parent}\n".encode()
    yield b"deleteall\n"
    for path, data in site.items():
        yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
    yield b"\n"
