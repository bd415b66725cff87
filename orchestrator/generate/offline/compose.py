"""One round more in an app: which features, libraries and title it asks for, and what nothing answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestrator.generate.offline.catalogue import BY_KIND, CATALOGUE
from orchestrator.generate.offline.feature import Ask, Feature
from orchestrator.generate.offline.libraries import named_in
from orchestrator.generate.offline.memory import App
from orchestrator.generate.offline.named_files import missing_files
from orchestrator.generate.offline.reading import Words
from orchestrator.generate.offline.roles import roles_of
from orchestrator.generate.offline.titles import lead_of, title_of

_FRAME = (
    r"licen[cs]e|readme|repository|\bgithub pages\b|responsive|single[- ]page|static "
    r"(page|site)|\bcdn\b|bootstrap|"
    r"\btitle\b|favicon|mobile|accessib"
)
"""What the page's frame, its libraries or the stage itself answer."""


def extend(app: App | None, words: Words, files: Mapping[str, bytes], fresh: frozenset[str]) -> App:
    """The app with one more round in it. `files` are those at hand, `fresh` the attachments of this round."""
    standing = app or App("")
    features = _features(standing, words, files, fresh)
    found = replace(standing, features=features)
    return replace(
        found,
        title=words.title or standing.title or title_of(words, features),
        lead=standing.lead or lead_of(words, features),
        libraries=_libraries(standing, words, features),
        asked=(*standing.asked, words.brief),
        unbuilt=tuple(
            dict.fromkeys([*standing.unbuilt, *_unanswered(words, features), *_unmade(words, files)])
        ),
        stand_ins=tuple(
            name for name in dict.fromkeys([*standing.stand_ins, *words.ids]) if name not in found.ids
        ),
    )


def _features(
    standing: App, words: Words, files: Mapping[str, bytes], fresh: frozenset[str]
) -> tuple[Feature, ...]:
    """What stands and what is found, each capability seeing what those before it found."""
    roles = roles_of(words, standing.ids, (feature.kind for feature in standing.features))
    ask = Ask(words, files, fresh, roles)
    known = {feature.key: feature for feature in standing.features}
    for capability in CATALOGUE:
        known |= {feature.key: feature for feature in capability.find(ask, tuple(known.values()))}
    return tuple(known.values())


def _libraries(standing: App, words: Words, features: Sequence[Feature]) -> tuple[str, ...]:
    needed = (name for feature in features for name in BY_KIND[feature.kind].libraries)
    named = dict.fromkeys([*standing.libraries, *named_in(words), *needed])
    versioned = {entry.partition("@")[0] for entry in named if "@" in entry}
    return tuple(entry for entry in named if entry not in versioned)


def _unanswered(words: Words, features: Sequence[Feature]) -> list[str]:
    """The sentences of the brief that no capability in use answers."""
    used = [re.escape(str(feature.params["file"])) for feature in features if _reads(feature)]
    patterns = [_FRAME, *used, *dict.fromkeys(BY_KIND[feature.kind].covers for feature in features)]
    answered = re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
    return [sentence for sentence in words.sentences if not answered.search(sentence)]


def _reads(feature: Feature) -> bool:
    """Whether a feature does more with its file than to show that it came."""
    return bool(feature.params.get("file")) and feature.kind != "file"


def _unmade(words: Words, files: Mapping[str, bytes]) -> list[str]:
    return [
        f"The file {name} is named, but it did not come with the request, and its content cannot be made up."
        for name in missing_files(words, files)
    ]
