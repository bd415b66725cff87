"""Copy artifacts of this run into the work space."""

import fnmatch
import os
import shutil
import sys
from pathlib import Path


def main() -> int:
    """Read the inputs from the environment and copy."""
    env = os.environ
    store, target = Path(env["LOCALHUB_ARTIFACTS"]), Path.cwd() / env["TARGET"]
    if env["NAME"] and not (store / env["NAME"] / "artifact.json").is_file():
        print(f"::error::Unable to download artifact(s): Artifact not found for name: {env['NAME']}")
        return 1
    names = (
        [env["NAME"]]
        if env["NAME"]
        else [p.name for p in store.iterdir() if fnmatch.fnmatch(p.name, env["PATTERN"])]
    )
    for name in names:
        into = target if env["NAME"] or env["MERGE"] == "true" else target / name
        shutil.copytree(store / name / "files", into, dirs_exist_ok=True, copy_function=shutil.copyfile)
    with Path(env["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(f"download-path={target.resolve()}\n")
    print(f"{len(names)} artifacts in {target}")
    return 0


sys.exit(main())
