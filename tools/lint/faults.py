"""A fault of the repository, and how its files are found and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("src", "tests", "docs", "examples", "tools", "studies", "benchmarks", ".ci")
MADE = {".git", ".coverage"}  # files at the root that nobody wrote


class Fault(NamedTuple):
    """Something that does not agree, and where."""

    path: Path
    line: int
    what: str

    def told(self, root: Path) -> str:
        """Return the line that is printed."""
        return f"{self.path.relative_to(root)}:{self.line}: {self.what}"


def read(path: Path) -> str:
    """Return the text of a file; bytes that are no text read as marks of replacement."""
    return path.read_text(encoding="utf-8", errors="replace")


def texts(root: Path) -> Iterator[Path]:
    """Yield every file that people wrote or fetched."""
    inside = (path for folder in FOLDERS for path in sorted((root / folder).rglob("*")))
    yield from (path for path in inside if path.is_file() and "__pycache__" not in path.parts)
    yield from (path for path in sorted(root.iterdir()) if path.is_file() and path.name not in MADE)


def found(path: Path, pattern: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each match of a pattern in a file, with its line."""
    text = read(path)
    for match in re.finditer(pattern, text, re.MULTILINE):
        yield text.count("\n", 0, match.start()) + 1, match


def lacking(path: Path, pattern: str, what: str) -> Iterator[Fault]:
    """Yield a fault where a file does not hold a pattern."""
    if next(found(path, pattern), None) is None:
        yield Fault(path, 1, what)
