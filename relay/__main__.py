"""`python -m relay`: serve on API_HOST and API_PORT until SIGTERM; requests being handled finish."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.errors import SettingsError
from relay import __version__

if TYPE_CHECKING:
    from relay.settings import Settings


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
    settings = set_up({**_env_file(), **os.environ})
    from relay.server import serve

    serve(settings)
    return 0


def set_up(env: Mapping[str, str]) -> "Settings":
    """The settings of an environment, with the log set up; what is wrong with them ends the process."""
    from relay.middleware import set_up_logging
    from relay.settings import read_settings

    try:
        settings = read_settings(env)
    except SettingsError as error:
        sys.stderr.write("".join(f"relay: {line}\n" for line in str(error).splitlines()))
        sys.exit(error.exit_code)
    set_up_logging(debug=settings.debug)
    return settings


def _settings_help() -> str:
    """The settings; before anything is installed, where they are described."""
    try:
        from relay.settings import describe_settings
    except ModuleNotFoundError:
        return "  see .env.example"
    return describe_settings()


def _env_file() -> dict[str, str]:
    """The variables of `.env` in the working directory, if there is one; the environment goes before them."""
    if not Path(".env").is_file():
        return {}
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(".env").items() if value}


if __name__ == "__main__":
    sys.exit(main())
