"""git commands on bare repositories."""

import os
import subprocess
from pathlib import Path

AUTHOR = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "localhub"), ("EMAIL", "localhub@localhost"))
}

TEMPLATE = Path(__file__).with_name("template")
"""Settings and hooks of the bare repositories."""


class GitError(Exception):
    """git ended with an error; the text has the command and git's message."""


def git_environment() -> dict[str, str]:
    """An environment in which neither the user nor the machine changes what git does."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        **AUTHOR,
    }


def git(folder: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """Run git on the bare repository `folder` and return its output, or raise GitError."""
    command = ["git", "--git-dir", str(folder), *arguments]
    done = subprocess.run(command, input=data, capture_output=True, check=False, env=git_environment())
    if done.returncode:
        raise GitError(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def text(folder: Path, *arguments: str, data: bytes | None = None) -> str:
    """Run git and return its output as text without the line break at the end."""
    return git(folder, *arguments, data=data).decode(errors="replace").strip()


def create_bare(folder: Path, branch: str) -> None:
    """Make an empty bare repository."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "--bare", f"--initial-branch={branch}", f"--template={TEMPLATE}", str(folder))


def resolve(folder: Path, revision: str) -> str | None:
    """The commit that `revision` names, or None."""
    if revision.startswith("-"):
        return None
    try:
        return text(folder, "rev-parse", "--verify", "-q", f"{revision}^{{commit}}")
    except GitError:
        return None


def snapshot(folder: Path, work_tree: Path, branch: str) -> str:
    """Commit the files of `work_tree` (its .gitignore respected) if they changed; return the branch's head.

    A private index in the bare repository makes a repeat cheap: unchanged files are not read again.
    """
    here = ("-C", str(work_tree), "--work-tree", str(work_tree))
    git(folder, *here, "-c", "core.bare=false", "-c", "advice.addEmbeddedRepo=false", "add", "-A", ".")
    tree = text(folder, "write-tree")
    head = resolve(folder, f"refs/heads/{branch}")
    if head and text(folder, "rev-parse", f"{head}^{{tree}}") == tree:
        return head
    parent = ("-p", head) if head else ()
    commit = text(folder, "commit-tree", tree, *parent, data=b"Snapshot of the work tree\n")
    git(folder, "update-ref", f"refs/heads/{branch}", commit)
    return commit


def exclude(folder: Path, work_tree: Path, inner: Path) -> None:
    """Keep `inner` out of all snapshots of `work_tree`, if it is a folder inside it."""
    if inner.is_relative_to(work_tree):
        (folder / "info").mkdir(exist_ok=True)
        (folder / "info/exclude").write_text(f"/{inner.relative_to(work_tree).as_posix()}/\n", "utf-8")


def checkout(folder: Path, sha: str, target: Path, branch: str) -> None:
    """Make a work tree of the commit `sha` in `target`, with a small repository of its own."""
    own = target / ".git"
    git(own, "init", "-q", f"--initial-branch={branch}", "--template=", str(target))
    for name, line in (("objects/info/alternates", folder / "objects"), (f"refs/heads/{branch}", sha)):
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(f"{line}\n", "utf-8")
    git(own, "-C", str(target), "--work-tree", str(target), "reset", "-q", "--hard", sha)


def file_at(folder: Path, sha: str, path: str) -> bytes | None:
    """The content of `path` in the commit `sha`, or None."""
    try:
        return git(folder, "cat-file", "blob", f"{sha}:{path}")
    except GitError:
        return None


def paths_at(folder: Path, sha: str, below: str) -> list[str]:
    """The files below a folder in the commit `sha`."""
    names = git(folder, "ls-tree", "-r", "--name-only", "-z", sha, below).decode()
    return [name for name in names.split("\0") if name]
