"""What a written result has to say about where and when it was made."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGES = Path(__file__).parent.parent / "docs" / "explanation"


def today() -> str:
    """Return the date of the run."""
    return datetime.now(UTC).date().isoformat()


def stamp(command: str, *packages: str) -> str:
    """Return one sentence: the command, the date, the machine and the versions of the packages."""
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    return (
        f"Made by `{command}` on {today()}: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {versions}."
    )


def table(head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> str:
    """Return rows as a Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
