"""`python -m relay`: serve on API_HOST and API_PORT until SIGTERM; requests being handled finish."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestrator.errors import SettingsError
from relay import __version__

logger = logging.getLogger("relay")


def main(argv: Sequence[str] | None = None) -> int:
    """Serve, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m relay",
        description="Turn POSTed tasks into events of the control repository.",
        epilog=f"settings (environment, or a file .env in the working directory):\n{_settings_help()}\n\n"
        "exit codes: 0 ended by a signal, 3 a setting is missing or wrong",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"relay {__version__}")
    parser.parse_args(argv)
    from relay.middleware import set_up_logging
    from relay.settings import read_settings

    try:
        settings = read_settings({**_env_file(), **os.environ})
    except SettingsError as error:
        return fail(error)
    set_up_logging(debug=settings.debug)
    from relay.server import serve

    serve(settings)
    return 0


def _settings_help() -> str:
    """The settings; before anything is installed, where they are described."""
    try:
        from relay.settings import describe_settings
    except ModuleNotFoundError:
        return "  see .env.example"
    return describe_settings()


def fail(error: SettingsError) -> int:
    """Say on stderr what is wrong with the settings, and return the exit code."""
    sys.stderr.write("".join(f"relay: {line}\n" for line in str(error).splitlines()))
    return error.exit_code


def _env_file() -> dict[str, str]:
    """The variables of `.env` in the working directory, if there is one; the environment goes before them."""
    if not Path(".env").is_file():
        return {}
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(".env").items() if value}


if __name__ == "__main__":
    sys.exit(main())
