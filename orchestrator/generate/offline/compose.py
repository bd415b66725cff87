"""One round more in an app: which features, libraries and title it asks for, and what nothing answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestrator.generate.offline.casting import roles_of
from orchestrator.generate.offline.catalogue import BY_KIND, PARTS, TOOLS
from orchestrator.generate.offline.feature import Ask, Capability, Feature
from orchestrator.generate.offline.libraries import named_in
from orchestrator.generate.offline.memory import App
from orchestrator.generate.offline.named_files import missing_files, own_name
from orchestrator.generate.offline.reading import Words
from orchestrator.generate.offline.titles import lead_of, title_of
from orchestrator.generate.offline.unanswered import unanswered

_ALONE = r"\b(?:no|without(?: any)?) (?:external )?(?:javascript )?(?:librar|dependenc|framework)"
"""Libraries are refused: every part works without them."""
_IN_PAGE = re.compile(r"querySelector\(\W+script\W+\)\??\.(?:textContent|innerHTML)")
"""Code of a check that looks for the page's own code in the page itself."""

_MISSING = (
    "The file {name} is named, but it did not come with the request, and its content cannot be made up."
)


def extend(
    app: App | None,
    words: Words,
    files: Mapping[str, bytes],
    fresh: frozenset[str],
    *,
    own_page: bool = True,
) -> App:
    """The app with one more round in it. `files` are those at hand, `fresh` the attachments of this round.

    Only an own page gives its stylesheet and its script the names that the words have for them.
    """
    standing = app or App("")
    features = _features(standing, words, files, fresh)
    style, script = _own_names(standing, words, files) if own_page else (standing.style, standing.script)
    files = {**files, style: b"", script: b""}
    found = replace(standing, features=features, style=style, script=script)
    return replace(
        found,
        title=words.title or standing.title or title_of(words, features),
        lead=standing.lead or lead_of(words, features),
        libraries=_libraries(standing, words, features),
        asked=(*standing.asked, words.brief),
        unbuilt=tuple(
            dict.fromkeys(
                [
                    *_still(standing, files),
                    *unanswered(words, features, (style, script)),
                    *_unmade(words, files),
                ]
            )
        ),
        stand_ins=tuple(
            name for name in dict.fromkeys([*standing.stand_ins, *words.ids]) if name not in found.ids
        ),
    )


def _own_names(standing: App, words: Words, files: Mapping[str, bytes]) -> tuple[str, str]:
    """The paths of stylesheet and script; code that a check looks for in the page stays in the page."""
    in_page = _IN_PAGE.search("\n".join(words.code)) is not None
    script = "" if in_page else own_name(words, ".js", files, standing.script)
    return own_name(words, ".css", files, standing.style), script


def _features(
    standing: App, words: Words, files: Mapping[str, bytes], fresh: frozenset[str]
) -> tuple[Feature, ...]:
    """What stands and what is found: whole tools first, then parts by the roles of the ids that are left."""
    bare = Ask(words, files, fresh)
    setting = [*(feature.kind for feature in standing.features), *(table.file for table in bare.tables)]
    with_tools = _found(TOOLS, bare, standing.features)
    taken = frozenset[str]().union(*(feature.ids for feature in with_tools))
    return _found(PARTS, replace(bare, roles=roles_of(words, taken, setting)), with_tools)


def _found(capabilities: Sequence[Capability], ask: Ask, features: Sequence[Feature]) -> tuple[Feature, ...]:
    """The features with what each capability finds, seeing what those before it found."""
    known = {feature.key: feature for feature in features}
    for capability in capabilities:
        known |= {feature.key: feature for feature in capability.find(ask, tuple(known.values()))}
    return tuple(known.values())


def _libraries(standing: App, words: Words, features: Sequence[Feature]) -> tuple[str, ...]:
    alone = words.says(_ALONE)
    needed = (name for feature in features for name in BY_KIND[feature.kind].libraries if not alone)
    named = dict.fromkeys([*standing.libraries, *named_in(words), *needed])
    versioned = {entry.partition("@")[0] for entry in named if "@" in entry}
    return tuple(entry for entry in named if entry not in versioned)


def _still(standing: App, files: Mapping[str, bytes]) -> list[str]:
    """What earlier rounds could not build; a file that came since is no longer missed."""
    come = {_MISSING.format(name=name) for name in files}
    return [sentence for sentence in standing.unbuilt if sentence not in come]


def _unmade(words: Words, files: Mapping[str, bytes]) -> list[str]:
    return [_MISSING.format(name=name) for name in missing_files(words, files)]
