"""`orchestrator recover`: repeat the tasks that failed in the last 24 hours, and list them on the summary."""

import argparse
import sys
import time

from orchestrator.errors import SettingsError
from orchestrator.publish.github.api import Api
from orchestrator.records.workdir import WorkDir
from orchestrator.recover import recover, render_page, wait_for_run
from orchestrator.runtime import actions
from orchestrator.runtime.deadline import Deadline, utc_now
from orchestrator.settings import Settings

PASS_SECONDS = 300.0


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Make one pass over the runs of the control repository."""
    if not settings.github_token.get_secret_value():
        raise SettingsError("GITHUB_TOKEN", "the run's token, with actions: write")
    if "/" not in settings.control_repo:
        raise SettingsError("CONTROL_REPO", "OWNER/NAME of the repository that runs the tasks")
    with WorkDir(args.run).stage("recover") as count:
        deadline = Deadline.after(PASS_SECONDS)
        api = Api(settings.api_url, settings.github_token, deadline, time.sleep, count.api_calls)
        if args.after:
            wait_for_run(api, settings.control_repo, args.after, utc_now())
        text = render_page(recover(api, settings.control_repo, utc_now()))
    if not actions.summary(text):
        sys.stdout.write(text)
    return 0
