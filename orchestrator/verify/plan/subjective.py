"""Which sentences are a matter of taste."""

import re

_TASTE = (
    r"beautiful(?:ly)?|clean(?:ly)?|elegant(?:ly)?|attractive|appealing|pleasant|pleasing|polished|modern|"
    r"professional(?:ly)?|"
    r"intuitive|user[- ]friendly|easy to use|(?:good|great|nice)[- ]looking|good|great|nice(?:ly)?|"
    r"aesthetic\w{0,6}|creative|"
    r"well[- ](?:designed|structured|organi[sz]ed|written|documented|commented)|(?:high|good)[- ]quality|"
    r"delightful|engaging|"
    r"visually|readable|maintainable|complete|tidy|stylish|consistent|impressive"
)
_SUBJECT = (
    r"the|an?|and|,|is|are|looks?|feels?|has|have|with|very|should|must|be|overall|its|code|source|"
    r"readme(?:\.md)?|page|site|"
    r"website|app|application|ui|ux|user|interface|design|layout|style|styling|look|appearance|typography|"
    r"colou?rs?|"
    r"documentation|experience|repo(?:sitory)?|project|in|appears?|seems?|written|presented|presentation"
)
_SENTENCE = re.compile(rf"(?:(?:{_TASTE}|{_SUBJECT})(?:[ ,.]{{1,3}}|$)){{1,20}}", re.IGNORECASE)
_PLEASES = re.compile(rf"\b(?:{_TASTE})\b", re.IGNORECASE)


def matter_of_taste(text: str) -> bool:
    """Whether a sentence asks only that the whole pleases, and names nothing that could be tried."""
    sentence = " ".join(text.split())
    return len(sentence) <= 200 and bool(_PLEASES.search(sentence) and _SENTENCE.fullmatch(sentence))
