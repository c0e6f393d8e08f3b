"""Write the size and the hash of every shipped table into datapackage.json.

After a table was changed on purpose: `python tools/describe_data.py`.
With `--check` nothing is written, and the command fails when a table and its description differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "src" / "disprop" / "data"


def measured(path: Path) -> dict[str, Any]:
    """Return bytes and hash of a file."""
    content = path.read_bytes()
    return {"bytes": len(content), "hash": "sha256:" + hashlib.sha256(content).hexdigest()}


def changed(package: dict[str, Any], folder: Path) -> list[str]:
    """Update the resources in place; return the paths whose description was wrong."""
    wrong = []
    for resource in package["resources"]:
        found = measured(folder / resource["path"])
        if any(resource[key] != value for key, value in found.items()):
            wrong.append(resource["path"])
            resource.update(found)
    return wrong


def main() -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on a difference")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with datapackage.json")
    options = parser.parse_args()
    descriptor = options.data / "datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    wrong = changed(package, options.data)
    verb = "differs from its description" if options.check else "described anew"
    report = "\n".join(f"{path}: {verb}" for path in wrong) or "every table is as described"
    sys.stdout.write(report + "\n")
    if not options.check:
        descriptor.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(options.check and bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
