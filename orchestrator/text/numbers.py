"""Reading numbers that strangers wrote."""


def read_int(text: str, most: int) -> int | None:
    """The whole number from 0 to `most` that `text` writes in digits; None if it is no such number.

    Its length is checked first: Python raises an error for numbers of more than 4,300 digits.
    """
    digits = text.strip()
    if not digits.isdecimal():
        return None
    digits = digits.lstrip("0") or "0"
    if len(digits) > len(str(most)):
        return None
    number = int(digits)
    return number if number <= most else None
