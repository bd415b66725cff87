"""Fetches the files of a live site, as far as they are linked or named: Pages lists no folder."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from orchestrator.errors import InputError, InvalidField
from orchestrator.network.http import OutsideError
from orchestrator.records import Kind, Status, Verdict
from orchestrator.records.site import MARKER, Site
from orchestrator.text.addresses import join_address, split_address
from orchestrator.text.paths import checked_path
from orchestrator.verify.demands.file_names import file_names
from orchestrator.verify.files.links import own_targets, readme_targets

Get = Callable[[str], bytes | None]
"""Takes an address and returns its content, None if there is none; raises OutsideError."""

ALWAYS = ("README.md", "LICENSE", MARKER)
MAX_FILES = 60


@dataclass(frozen=True)
class LiveSite:
    """The files of a live site that were fetched."""

    site: Site
    complete: bool
    """Every file that the site links to was asked for, and there was an answer."""

    def corrected(self, verdict: Verdict) -> Verdict:
        """`verdict`, in which nothing fails for a file that was not fetched: that is not run."""
        reason = "was not fetched: Pages serves no dot files, and lists none; give the site's folder too"
        results = []
        for result in verdict.results:
            unseen = result.where not in self.site and "://" not in result.where
            by_files = result.kind is Kind.RULE and unseen and result.screenshot is None
            links = result.check == "links lead somewhere" and not self.complete
            if result.status is Status.FAILED and (by_files or links):
                update = {"status": Status.NOT_RUN, "seen": f"{result.where or 'a file'} {reason}"}
                result = result.model_copy(update=update)  # noqa: PLW2901 - the corrected one
            results.append(result)
        return verdict.model_copy(update={"results": tuple(results)})


def live_site(url: str, texts: Iterable[str], attachments: Collection[str], get: Get) -> LiveSite:
    """The page at `url`, the files in ALWAYS, those that the request names, and those that are linked to.

    Raises:
        InvalidField: there is no page at `url`.
    """
    root = url if url.endswith("/") else f"{url}/"
    try:
        index = get(root)
    except OutsideError as error:
        raise InvalidField("--url", f"a page that can be reached ({error})") from error
    if index is None:
        raise InvalidField("--url", f"a page, but {root} does not answer with one")
    named = [name for text in texts for name in file_names(text)]
    files, answered = _fetched(root, [*ALWAYS, *attachments, *named], get)
    found = Site({"index.html": index, **files})
    linked = own_targets(found.text("index.html"))
    linked += readme_targets(found.text("README.md")) if "README.md" in found else []
    more, also = _fetched(root, [name for name in linked if name not in found], get)
    return LiveSite(found.changed(more), answered and also)


def host_and_port(url: str) -> str:
    """`HOST:PORT` of an address, for the browser's list of what it may call itself.

    Raises:
        InvalidField: it is no address of a page.
    """
    parts = split_address(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidField("--url", f"an http or https address, not {url!r}")
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def _fetched(root: str, names: Iterable[str], get: Get) -> tuple[dict[str, bytes], bool]:
    """The files that are there, and whether all were asked for and answered."""
    files, complete = {}, True
    distinct = list(dict.fromkeys(names))
    for name in distinct[:MAX_FILES]:
        try:
            address = join_address(root, quote(checked_path(name)))
            content = get(address) if address else None
        except InputError:
            continue
        except OutsideError:
            complete = False
            continue
        if content is not None:
            files[name] = content
    return files, complete and len(distinct) <= MAX_FILES
