"""What the project says of itself: one version, one licence, every dependency pinned with a hash, every work listed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tools.lint.faults import Fault, found, lacking, read

WORKS_NAMED = re.compile(r"(?:^|; |: )([A-Z][\w-]*)[^;]*? (\d{4})")  # first author and year, in the source of a method
LEAST_PINS, COMMANDS, LEAST_WORKS = 50, 4, 10  # fewer than these were not found as they are written now


def declared(root: Path) -> dict[str, Any]:
    """Return what pyproject.toml says."""
    return tomllib.loads(read(root / "pyproject.toml"))


def version_is_one(root: Path) -> Iterator[Fault]:
    """Look at the project, what is installed, the citation and the changelog."""
    stated = declared(root)["project"]["version"]
    if version("disprop") != stated:
        yield Fault(root / "pyproject.toml", 1, f"version {stated}, but {version('disprop')} is installed")
    yield from lacking(root / "CITATION.cff", rf'^version: "?{re.escape(stated)}"?$', f"no version {stated}")
    yield from lacking(root / "CHANGELOG.md", rf"^## {re.escape(stated)}\b", f"no heading for version {stated}")


def licence_is_one(root: Path) -> Iterator[Fault]:
    """Look at the project, the citation and the licence itself."""
    yield from lacking(root / "pyproject.toml", '^license = "BSD-3-Clause AND ', "the licence is not BSD-3-Clause")
    yield from lacking(root / "CITATION.cff", '^license: "?BSD-3-Clause"?$', "the licence is not BSD-3-Clause")
    yield from lacking(root / "LICENSE", r"\ABSD 3-Clause License", "the licence is not BSD 3-Clause")


def pins_have_hashes(root: Path) -> Iterator[Fault]:
    """Look at every pin of the lock."""
    path = root / "requirements.lock"
    pins = list(found(path, r"^[A-Za-z0-9].*\n?(?:[ \t].*\n?)*"))
    if len(pins) < LEAST_PINS:
        yield Fault(path, 1, f"{len(pins)} pins were found, and {LEAST_PINS} at least are expected")
    for line, pin in pins:
        if "--hash=sha256:" not in pin[0]:
            yield Fault(path, line, f"{pin[0].split()[0]} has no hash")


def dependencies_are_pinned(root: Path) -> Iterator[Fault]:
    """Look for every dependency in the lock."""
    said, path = declared(root), root / "requirements.lock"
    pinned = {match[1] for _, match in found(path, r"^([a-z0-9-]+)(?:\[.*?\])?==")}
    groups = [said["project"]["dependencies"], *said["project"]["optional-dependencies"].values()]
    groups += said["dependency-groups"].values()
    wanted = {re.split(r"[\[<>=]", item)[0] for group in groups for item in group if isinstance(item, str)}
    yield from (Fault(path, 1, f"{name} is not pinned; run make lock") for name in sorted(wanted - pinned))


def installers_are_pinned(root: Path) -> Iterator[Fault]:
    """Look at what the Makefile installs into the environment."""
    path = root / "Makefile"
    start = read(path)[: read(path).index("$(READY): ")].count("\n")
    commands = [(line, match[0]) for line, match in found(path, r"pip install .*") if line > start]
    if len(commands) != COMMANDS:
        yield Fault(path, start + 1, f"{len(commands)} commands install something, and {COMMANDS} are expected")
    for line, command in commands:
        if "--require-hashes" not in command and "--no-deps" not in command:
            yield Fault(path, line, f"installs what has no hash: {command}")


def sources_of_methods_are_listed(root: Path) -> Iterator[Fault]:
    """Look for the source of every method in the bibliography."""
    from disprop.intervals import FAMILIES

    path = root / "docs" / "reference" / "bibliography.md"
    references = {method.reference for family in FAMILIES.values() for method in family.methods.values()}
    works = {work for text in references for work in WORKS_NAMED.findall(text)}
    if len(works) <= LEAST_WORKS:
        yield Fault(path, 1, f"{len(works)} works were found in the references of methods")
    for author, year in sorted(works):
        yield from lacking(path, rf"^- {author}, .*\({year}\)", f"{author} ({year}), source of a method, is not listed")
