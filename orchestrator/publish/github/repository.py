"""The target repository and its Pages site, created with as few calls as GitHub allows."""

import re

from orchestrator.publish.errors import FORBIDDEN, Refusal, Refused
from orchestrator.publish.github.api import Reply
from orchestrator.publish.job import Job
from orchestrator.text.display import one_line

DEFAULT_BRANCH = "main"


def create_repository(job: Job) -> str | None:
    """Create the public repository; returns its default branch, or None if the name is in use already.

    Asks first whose token it is, because `POST /user/repos` creates in the token's account whatever the
    owner is. The token of a GitHub App has no account and creates in the organisation.
    """
    owner, what = job.target.owner, f"create the repository {job.name}"
    body = {
        "name": job.target.repo,
        "description": one_line(job.envelope.task.title),
        "homepage": job.target.pages_url,
        "private": False,
        "has_wiki": False,
    }
    path = "/user/repos" if _token_belongs_to(job, owner) else f"/orgs/{owner}/repos"
    reply = job.api.call("POST", path, body, what=what, grace=job.grace, repeat=(403, 404))
    if reply.status == 201:
        job.start_grace()
        return str(reply.fields.get("default_branch") or DEFAULT_BRANCH)
    if reply.status == 422 and "already exists" in reply.message:
        return None
    if reply.status == 404 and path != "/user/repos" and not _missing_scopes(reply):
        reason = f"TARGET_OWNER {owner} is neither the account of TARGET_TOKEN nor an organisation open to it"
        raise Refused(what, reason)
    raise refusal(job, what, reply)


def enable_pages(job: Job) -> None:
    """Have Pages published by a workflow; an existing site stays as it is."""
    what = f"enable Pages for {job.name}"
    body = {"build_type": "workflow"}
    path, repeat = f"/repos/{job.name}/pages", (403, 404, 409, 422)
    reply = job.api.call("POST", path, body, what=what, grace=job.grace, repeat=repeat)
    if reply.status == 201 or (reply.status == 409 and "already" in reply.message):
        return
    if re.search(r"(?i)\bplan\b|upgrade", reply.message):
        raise Refused(job.name, reply.message, kind=Refusal.PAGES)
    raise refusal(job, what, reply)


def set_build(job: Job, **body: object) -> None:
    """Choose how Pages is built: by a workflow, or by GitHub from a branch; a refusal changes nothing."""
    job.api.call("PUT", f"/repos/{job.name}/pages", body, what="choose how Pages is built")


def is_private(job: Job) -> bool:
    """Whether only its owners see the repository."""
    reply = job.api.call("GET", f"/repos/{job.name}", what=f"look up {job.name}")
    return reply.fields.get("private") is True


def refusal(job: Job, what: str, reply: Reply) -> Refused:
    """The error for an answer that refuses."""
    message = reply.message
    scopes, permission = _missing_scopes(reply), reply.headers.get("x-accepted-github-permissions")
    if reply.status == 401:
        return Refused(what, kind=Refusal.ACCOUNT)
    if FORBIDDEN.search(message):
        return Refused(what, job.target.owner, message, kind=Refusal.ORGANISATION)
    if reply.status in {403, 404} and (permission or scopes):
        lacking = f"the permission {permission}" if permission else f"the scope {scopes}"
        return Refused(what, lacking, kind=Refusal.PERMISSION)
    if "not accessible by" in message:
        return Refused(what, "a permission for it", kind=Refusal.PERMISSION)
    return Refused(what, reply.outcome)


def _token_belongs_to(job: Job, owner: str) -> bool:
    what = "look up the owner of TARGET_TOKEN"
    reply = job.api.call("GET", "/user", what=what)
    if reply.status in {403, 404}:
        return False
    if "login" not in reply.fields:
        raise refusal(job, what, reply)
    return str(reply.fields["login"]).lower() == owner.lower()


def _missing_scopes(reply: Reply) -> str:
    """The scopes of which one is needed and none is granted; empty where scopes are not the reason."""
    needed = {scope.strip() for scope in reply.headers.get("x-accepted-oauth-scopes", "").split(",")} - {""}
    given = {scope.strip() for scope in reply.headers.get("x-oauth-scopes", "").split(",")}
    return " or ".join(sorted(needed)) if needed and not needed & given else ""
