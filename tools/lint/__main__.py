"""Check what must agree across the files of the repository; print each fault as file:line: what is wrong.

    python -m tools.lint

`make lint` runs it. Nothing is changed, and the command fails when there is a fault.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.lint import docstrings, project, sources

ROOT = Path(__file__).resolve().parents[2]
CHECKS = (
    project.version_is_one,
    project.licence_is_one,
    project.pins_have_hashes,
    project.dependencies_are_pinned,
    project.installers_are_pinned,
    project.sources_of_methods_are_listed,
    sources.files_are_short,
    sources.files_are_finished_and_of_no_machine,
    sources.imports_by_string_stand_in_one_place,
    sources.no_function_imports_a_room,
    sources.errors_carry_fields,
    sources.twins_stand_alone,
    docstrings.public_functions_are_described,
)


def main() -> int:
    """Run every check; return the exit status."""
    faults = [fault.told(ROOT) for check in CHECKS for fault in check(ROOT)]
    print("\n".join(faults) or f"{len(CHECKS)} checks of the repository found nothing")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
