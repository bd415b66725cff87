"""What an app is, in words for people: the README's sections, and notes on what is not there."""

from collections.abc import Iterable, Sequence

from orchestrator.generate.app.draft import About
from orchestrator.generate.offline.catalogue import BY_KIND
from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.memory import App
from orchestrator.generate.offline.reading import spoken

_USE = {
    "metric": "{label} is computed from {file} when the page opens, and again after every choice.",
    "leader": "{label} follows the rows that are shown.",
    "grouped": "The table “{label}” lists the totals of the rows that are shown.",
    "rows": "The table of {file} sorts by a column when its heading is pressed.",
    "filter": "Choose a value of {column} to show only its rows; All shows every row again.",
    "search": "Type into the search box to keep the rows in which any cell holds the text.",
    "currency": "Choose a currency to convert every amount by the rates of {rates}.",
    "export": "The download button saves the rows that are shown as a CSV file.",
    "items": "Each row of {file} is a card.",
    "upload": "Choose a CSV file of your own; it is read in the browser and goes nowhere.",
    "editor": "Write Markdown in the field; it is rendered with every letter.",
    "clock": "The clock shows the time where you are.",
    "chart": "The chart shows {label}; without its library the page draws bars of its own.",
    "document": "The Markdown document is rendered with code highlighted, as far as the libraries load.",
    "source": "The original Markdown stands beside the rendering.",
    "tabs": "The tabs switch between rendering and source, also with the arrow keys.",
    "address": (
        "Add ?{parameter}=ADDRESS to the page's address to open another document; the label shows the source."
    ),
    "count": "The badge with the number of {unit} is updated after every rendering.",
    "github": (
        "Type a GitHub user name and press Look up; a line reports when the lookup starts, succeeds or "
        "fails. "
        "Add ?{token}=TOKEN to the address to raise GitHub's hourly limit, or ?user=NAME to begin with a "
        "name."
    ),
    "image": "Add ?{parameter}=ADDRESS to the page's address, or type one, to show another image.",
    "todo": "Type what is to be done and press Add; tick what is done. The list stays in this browser.",
    "counter": (
        "Press the plus and minus buttons to count, Reset to begin again. The value stays in this browser."
    ),
    "calculator": "Type a calculation or press the keys; Enter or = solves it.",
    "formula": "Fill in the fields; the results follow, and a line says which value cannot be right.",
    "units": "Type into a field: the same quantity shows in the other units.",
    "exchange": "Type an amount and choose what it is in and what it is to be in.",
    "shape": "Choose in which shape the chart is drawn.",
    "limit": "{label}: type an amount to keep only the rows within it.",
    "pager": "Previous and Next turn the pages of the rows.",
    "entries": "Fill in the fields and press Add; Delete removes an entry. The list stays in this browser.",
    "text": "Type or paste a text; what is counted follows every letter, the buttons change it.",
    "password": "Choose length and kinds of characters, then press Generate; nothing leaves the browser.",
    "colour": "Pick a colour to read its values.",
    "dice": "Press Roll.",
    "random": "Press the button for another entry of {file}.",
    "gallery": "Press a picture to see it large; arrow keys go on to the next.",
    "folded": "Press a question to read its answer; they come from {file}.",
    "timer": "Press Start, Pause and Reset.",
    "quiz": "Choose an answer to see whether it is right, then Next; the score is counted.",
    "snakes": (
        "Gameplay and controls: two players may enter their names before starting, then press Roll the "
        "dice by turns. "
        "The token moves square by square, with a simple animation when advancing; landing on the foot of "
        "a ladder "
        "climbs it, landing on the head of a snake slides down. The first player to reach the final "
        "square, 100, by "
        "an exact roll wins. The scoreboard counts the total wins of each player and persists in this "
        "browser; "
        "New game starts again, Clear the scoreboard sets the wins to zero."
    ),
    "content": "The texts of the section “{heading}” come from content.json: edit that file to change them.",
    "contact": "Fill in the contact form; it checks each field and opens the message in your mail program.",
    "theme": "The Dark mode button switches between the dark and the light scheme and keeps the choice.",
    "motion": (
        "Scrolling is smooth and sections rise into view with an animation, unless reduced motion is "
        "asked for."
    ),
    "navigation": "The navigation links every section; on a phone the Menu button opens it.",
    "tree": "Press the triangles to fold and unfold parts of {file}.",
    "file": "{file} is shown as it came.",
}


_UNSOLVED = "The captcha is shown, but its text is not read: that needs a character recogniser."


def about(app: App) -> About:
    """Title, summary, usage and working of an app, as plain text."""
    does = list(dict.fromkeys(BY_KIND[feature.kind].says for feature in app.features))
    return About(
        title=app.title,
        summary=f"This page {_listed(does)}."
        if does
        else "This page sets out its brief; nothing of it is built yet.",
        usage="\n".join(f"- {line}" for line in usage(app.features)) or "There is nothing to operate.",
        how_it_works=(
            f"{_code_of(app)}; {app.style} is the "
            "design. Data is read from the files of this repository when the page opens. `app.json` lists "
            "the "
            "features with their parameters: a later round extends them. The page was made without a "
            "model, from "
            "ready-made parts."
        ),
    )


def _code_of(app: App) -> str:
    if app.script:
        return f"`index.html` holds the markup, {app.script} all the code"
    return "`index.html` holds the markup and, as its first script, all the code"


def usage(features: Iterable[Feature]) -> list[str]:
    """One sentence or two for each feature, none twice."""
    lines = (_USE[feature.kind].format(**_words(feature)) for feature in features)
    return list(dict.fromkeys(lines))


def notes(app: App) -> tuple[str, ...]:
    """What was asked for and is not there."""
    unfilled = (
        f"The element #{name} is named, but no part of the offline generator fills it."
        for name in app.stand_ins
    )
    unsolved = (
        _UNSOLVED for feature in app.features if feature.kind == "image" and feature.params["text_id"]
    )
    return (*(f"Not built: {sentence}" for sentence in app.unbuilt), *unfilled, *unsolved)


def _words(feature: Feature) -> dict[str, str]:
    words = {name: str(value) for name, value in feature.params.items()}
    if "column" in words:
        words["column"] = spoken(words["column"]).lower()
    return words


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
