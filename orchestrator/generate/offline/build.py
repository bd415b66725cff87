"""The offline generator's one door: a task, and what stands, into a draft."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestrator.generate.draft import About, Draft
from orchestrator.generate.offline.catalogue import BY_KIND, CATALOGUE
from orchestrator.generate.offline.feature import Ask, Feature
from orchestrator.generate.offline.libraries import named_in
from orchestrator.generate.offline.memory import PATH, App, dump, load
from orchestrator.generate.offline.page import render
from orchestrator.generate.offline.reading import Words, words_of
from orchestrator.generate.offline.roles import roles_of
from orchestrator.records import PastRound, Site
from orchestrator.task.model import Task


def build(
    task: Task, base: Site | None, past: Sequence[PastRound], attachments: Mapping[str, bytes]
) -> Draft:
    """Render a working app from what the brief, the checks and the attachments ask for, without a model.

    `base` is the site as it stands, with the attachments of earlier rounds; `past` the rounds that made it.
    Nothing of it is lost: what the generator wrote is rendered again with more in it.
    """
    files = {**(base or {}), **attachments}
    app = load(base.get(PATH)) if base else None
    app = extend(app or App(task.title), words_of(task.brief, task.checks), files, frozenset(attachments))
    drawn = render(app)
    return Draft(files={**drawn, PATH: dump(app)}, about=_about(app), notes=_notes(app))


def extend(app: App, words: Words, files: Mapping[str, bytes], fresh: frozenset[str]) -> App:
    """The app with one more round in it."""
    features = _found(app.features, words, files, fresh)
    kinds = dict.fromkeys(feature.kind for feature in features)
    libraries = dict.fromkeys(
        [*app.libraries, *named_in(words), *(n for k in kinds for n in BY_KIND[k].libraries)]
    )
    named = {entry.partition("@")[0] for entry in libraries if "@" in entry}
    return replace(
        app,
        title=words.title or app.title,
        features=features,
        libraries=tuple(entry for entry in libraries if entry not in named),
        asked=(*app.asked, words.brief),
        unbuilt=(*app.unbuilt, *_uncovered(words, features)),
        stand_ins={**app.stand_ins, **_stand_ins(words, features)},
    )


def _found(
    standing: tuple[Feature, ...], words: Words, files: Mapping[str, bytes], fresh: frozenset[str]
) -> tuple[Feature, ...]:
    taken = frozenset[str]().union(*(feature.ids for feature in standing))
    roles = roles_of(words, taken, (feature.kind for feature in standing))
    ask = Ask(words, files, fresh, roles)
    known = {feature.key: feature for feature in standing}
    for capability in CATALOGUE:
        for feature in capability.find(ask, tuple(known.values())):
            known[feature.key] = feature
    return tuple(known.values())


def _uncovered(words: Words, features: Sequence[Feature]) -> list[str]:
    """The sentences of the brief that no capability in use answers."""
    patterns = [BY_KIND[kind].covers for kind in dict.fromkeys(feature.kind for feature in features)]
    return [
        sentence
        for sentence in words.sentences
        if not any(re.search(pattern, sentence, re.IGNORECASE) for pattern in patterns)
    ]


def _stand_ins(words: Words, features: Sequence[Feature]) -> dict[str, str | None]:
    """Ids that are demanded and that nothing builds."""
    built = frozenset[str]().union(*(feature.ids for feature in features))
    return {
        name: words.facts[name].tag if name in words.facts else None
        for name in words.ids
        if name not in built
    }


def _about(app: App) -> About:
    does = list(dict.fromkeys(BY_KIND[feature.kind].says for feature in app.features))
    summary = f"This app {_listed(does)}." if does else "A page that sets out its brief."
    return About(
        title=app.title,
        summary=summary,
        usage="Open index.html through any web server, or the published page.",
        how_it_works="index.html holds the page and its script, style.css its design; app.json lists its features.",
    )


def _notes(app: App) -> tuple[str, ...]:
    notes = [f"Not built: {sentence}" for sentence in app.unbuilt]
    return (
        *notes,
        *(
            f"#{name} is there but nothing fills it: no part of the generator answers it."
            for name in app.stand_ins
        ),
    )


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
