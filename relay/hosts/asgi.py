"""For any ASGI server: `uvicorn relay.hosts.asgi:app`. A wrong setting stops the import, and so the start."""

import os

from relay.app import create_app
from relay.middleware import set_up_logging
from relay.settings import read_settings

settings = read_settings(os.environ)
set_up_logging(debug=settings.debug)
app = create_app(settings)
