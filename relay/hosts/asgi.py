"""For any ASGI server: `uvicorn relay.hosts.asgi:app`. A wrong setting stops the import, and so the start."""

import os
import sys

from orchestrator.errors import SettingsError
from relay.__main__ import fail
from relay.app import create_app
from relay.middleware import set_up_logging
from relay.settings import read_settings

try:
    settings = read_settings(os.environ)
except SettingsError as error:
    sys.exit(fail(error))
set_up_logging(debug=settings.debug)
app = create_app(settings)
