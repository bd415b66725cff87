"""`orchestrator gallery`: a static page of all apps that are live."""

import argparse
import logging
import os

from orchestrator.report.gallery import live_apps, write_gallery
from orchestrator.runtime.deadline import utc_now
from orchestrator.settings import Settings
from orchestrator.verify.browser_process.chromium import find_chromium, sandboxed

logger = logging.getLogger(__name__)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the gallery into the folder that was named."""
    apps, found = live_apps(settings), find_chromium(os.environ)
    if found is None:
        logger.warning("gallery: no Chromium was found, so there are no pictures")
    options = [] if sandboxed() else ["--no-sandbox"]
    browser = [found.executable or "google-chrome", *options] if found else []
    write_gallery(args.out, apps, settings.target_owner, utc_now(), browser)
    logger.info("gallery: %d live apps of %s in %s", len(apps), settings.target_owner, args.out)
    return 0
