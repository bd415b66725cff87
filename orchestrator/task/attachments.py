"""Reading `data:` URIs (RFC 2397): base64 or percent-encoded."""

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from orchestrator.errors import InvalidField

_DATA_URI = re.compile(r"data:[^,]*?(?P<base64>;\s*base64\s*)?,(?P<data>.*)", re.IGNORECASE | re.DOTALL)


def decode_data_uri(url: str) -> bytes:
    """Decode a `data:` URI; white space in base64 is ignored, missing padding is filled up.

    Raises:
        InvalidField: it is no `data:` URI, or its base64 is broken. The field is named `url`.
    """
    match = _DATA_URI.fullmatch(url.strip())
    if not match:
        raise InvalidField("url", "a data: URI, such as data:text/csv;base64,…")
    data = unquote_to_bytes(match["data"])
    if not match["base64"]:
        return data
    packed = b"".join(data.split()).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except binascii.Error as error:
        raise InvalidField("url", f"valid base64 after the comma ({error})") from error
