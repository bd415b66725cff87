"""For any ASGI server: `uvicorn relay.hosts.asgi:app`. A wrong setting stops the import, and so the start."""

import os

from relay.__main__ import set_up
from relay.app import create_app

app = create_app(set_up(os.environ))
