"""From a draft to a site: attachments, LICENSE, README and the workflow that deploys it."""

from collections.abc import Sequence

from orchestrator.generate.app.about import is_generated
from orchestrator.generate.app.attached import placed_files
from orchestrator.generate.app.draft import Draft
from orchestrator.generate.app.page_head import with_whole_heads
from orchestrator.generate.app.readme import WORKFLOW, AppContext, readme
from orchestrator.records.site import Site
from orchestrator.text.templates import render
from orchestrator.verify.static_checks.workflow_files import deploys_pages, pin_actions


def assemble(
    draft: Draft, over: Site | None, context: AppContext, generator: str, notes: Sequence[str]
) -> Site:
    """Put `draft` over the files of `over`, and add what every app has.

    Raises:
        UnsafePath: a path of the draft must not be written.
        InvalidField: a path is both a file and a folder.
    """
    own = (over or Site({})).changed(context.attachments)
    own = own.changed(with_whole_heads(pin_actions(draft.files)), draft.removed | {WORKFLOW})
    own = own.changed(context.fixed)
    own = own.changed(placed_files(own, context.attachments))
    added = {"LICENSE": own.get("LICENSE") or _license(context)}
    if not deploys_pages(own):
        added[WORKFLOW] = render("site/pages.yml.jinja", {}).encode()
    sent = _sent_readme(over, context)
    site = own.changed({**added, "README.md": sent or b""})
    if sent is not None:
        return site
    return site.changed({"README.md": readme(site, draft.about, context, generator, notes).encode()})


def _sent_readme(over: Site | None, context: AppContext) -> bytes | None:
    """A README that was attached to the task, now or in an earlier round; it is nobody's to change."""
    before = over.get("README.md") if over else None
    kept = before if over and before and not is_generated(over.text("README.md")) else None
    return context.attachments.get("README.md", kept)


def _license(context: AppContext) -> bytes:
    holder = context.base.target.owner
    return render("site/LICENSE.jinja", {"year": context.received_at.year, "holder": holder}).encode()
