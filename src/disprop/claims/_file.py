"""Claims files, read and written."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd

from disprop._errors import contents, of_kind, one_of, refused, unknown, worded
from disprop.claims._ledger import Ledger
from disprop.claims._strict import at, from_json, from_yaml, in_file, to_yaml
from disprop.claims.claim import FORM, KINDS, UNSAID, Claim

PARTS = ("format", "report", "tables", "populations", "counts", "claims")
WRITTEN = (".json", ".yaml", ".yml")


def read(source: str | os.PathLike[str], *, tables: Mapping[str, pd.DataFrame] | None = None) -> Ledger:
    """Return the ledger that a claims file holds.

    Use it to check the figures of a report against what you know of the counts behind them, again and again: nothing
    in the file is a verdict.

    Parameters
    ----------
    source
        A file in YAML or JSON, or its text. The files that it refers to (the words of the report, tables) are beside
        it; for a text, in the working directory.
    tables
        Data frames by the names that the file has for its tables.

    Returns
    -------
    Ledger
        Every number in it is text as written: 7.50 keeps its zero.

    Raises
    ------
    DispropError
        With the file and the line: for what is no YAML or JSON, a key that stands twice or is not known, a name that
        nothing has or that leads back to itself, words that the report does not say, and a number that a comma parts in
        two.

    Examples
    --------
    >>> from disprop import claims
    >>> text = '''
    ... format: disprop-claims/1
    ... populations: {survey: 115}
    ... claims:
    ...   oppose: {share: 93%, whole: survey}
    ... '''
    >>> claims.read(text).check()["verdict"].to_list()
    ['consistent']
    """
    is_text = isinstance(source, str) and ("\n" in source or source.lstrip().startswith("{"))
    path = Path("claims" if is_text else source)
    kept = str(source).encode() if is_text else contents(path)
    try:
        text = kept.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise worded("no claims file", str(path), str(error)) from None
    as_json = path.suffix == ".json" or (is_text and text.lstrip().startswith("{"))
    with in_file(path.name, text):
        ledger = ledger_of(from_json(text) if as_json else from_yaml(text), path.parent, tables or {})
    return replace(ledger, sha256=hashlib.sha256(kept).hexdigest())


def ledger_of(content: Any, folder: Path, frames: Mapping[str, pd.DataFrame]) -> Ledger:
    """Return the ledger of what a file holds, in which every scalar is text."""
    _keyed(content, "a claims file", PARTS)
    if content.get("format") != FORM["format"]:
        raise refused("the format of a claims file", f"must be {FORM['format']}", content.get("format"))
    parts = {name: _mapping(content.get(name, {}), name) for name in PARTS[1:]}
    _keyed(parts["report"], "report", FORM["report"])
    for name in frames:
        one_of("table of the file", name, parts["tables"])
    for number in (each for name in ("populations", "counts") for each in parts[name].values()):
        if isinstance(number, dict) and not _keyed(number, "a number", FORM["number"]):
            raise worded("left empty", "a number", number, unsaid=" or ".join(UNSAID))
    parts["tables"] = {name: _table(name, about, folder, frames) for name, about in parts["tables"].items()}
    claims = tuple(_claim(name, each) for name, each in parts.pop("claims").items())
    ledger = Ledger(claims, parts["report"], parts["tables"], parts["populations"], parts["counts"])
    _quoted(ledger, folder)
    return ledger


def _mapping(content: Any, name: str) -> dict[str, Any]:
    """Return a mapping in which nothing is left empty."""
    with at(name):
        if not isinstance(content, dict):
            raise refused(name, "must be a mapping of names", content)
    for key, value in content.items():
        with at(key):
            if value in ("", []):
                raise worded("left empty", key, value, unsaid=" or ".join(UNSAID))
    return content


def _keyed(content: Any, what: str, known: Iterable[str]) -> dict[str, Any]:
    """Return a mapping whose keys are all known."""
    for key in _mapping(content, what):
        with at(key):
            if key not in known:
                raise unknown(f"part of {what}", key, known)
    return content


def _table(name: str, about: Any, folder: Path, frames: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    with at(name):
        _keyed(about, "a table", FORM["table"])
        if name in frames:
            return {**about, "frame": frames[name]}
        if "dataset" in about:
            return about
        path = _beside(folder, about.get("file", f"{name}.csv"))
        try:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig")
            names = pd.read_csv(path, dtype=str, header=None, nrows=1, encoding="utf-8-sig").iloc[0].dropna()
        except ValueError as error:
            raise worded("no claims file", path.name, str(error)) from None
        if not isinstance(frame.index, pd.RangeIndex):  # a row longer than the first has moved the cells of all
            raise refused(path.name, "has no row that is longer than its first", [*frame.columns])
        if not names.is_unique:
            raise refused(path.name, "must have one column of each name", [*names])
        return {**about, "frame": frame}


def _beside(folder: Path, name: str) -> Path:
    """Return a file beside the claims file, which can be nowhere else."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise worded("no file beside", name, name)
    return path


def _claim(name: str, content: Any) -> Claim:
    with at(name):
        kinds = [kind for kind in KINDS if kind in _mapping(content, name)]
        if len(kinds) != 1:
            raise refused(f"claim {name!r}", f"must print one of {', '.join(KINDS)}", ", ".join(kinds or content))
        inputs, kind = KINDS[kinds[0]]["inputs"], kinds[0]
        _keyed(content, f"a claim of the kind {kind}", (kind, *inputs, *FORM["common"]))
        given = {key: value for key, value in content.items() if key in inputs}
        rest: dict[str, Any] = {key: READ[key](content[key]) for key in FORM["common"] if key in content}
        return Claim(name, kind, content[kind], given, **rest)


def _text(value: Any) -> str:
    return " ".join(of_kind(str, "it", "must be text", value).split())


def _place(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or not all(str(each).isdecimal() for each in value):
        raise refused("at", "must be the first character and the one after the last, such as [10, 13]", value)
    return int(value[0]), int(value[1])


READ: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(FORM["common"], _text),
    "at": _place,
    "missing": lambda value: tuple(value) if isinstance(value, list) else (value,),
    "derived": lambda value: one_of("answer", value, ("true", "false")) == "true",
}


def _quoted(ledger: Ledger, folder: Path) -> None:
    """Refuse a quotation that the report does not print: a claim cannot drift away from its text."""
    if "text" not in ledger.report:
        return
    name = ledger.report["text"]
    with at(name):
        kept = _beside(folder, name).read_bytes()
        found = hashlib.sha256(kept).hexdigest()
        if ledger.report.get("sha256", found) != found:
            raise worded("another report", name, found)
    text = kept.decode("utf-8", "replace")
    words = " ".join((unescape(re.sub("<[^<>]*>", " ", text)) if name.endswith((".html", ".htm")) else text).split())
    for claim in ledger.claims:
        with at(claim.id):
            if " ".join(claim.says.split()) not in words:
                raise worded("not in the report", claim.id, claim.says)


def write(ledger: Ledger, path: str | os.PathLike[str]) -> Path:
    """Write a ledger as a claims file, which `read` reads.

    Parameters
    ----------
    ledger
        The ledger. A table that was given as a frame is named in the file and given again when it is read.
    path
        The file; its ending says whether it is YAML or JSON.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    DispropError
        If the name ends in something else.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from disprop import claims
    >>> ledger = claims.Ledger((claims.Claim("survey", "share", "93%", {"whole": 115}),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     claims.read(claims.write(ledger, Path(folder) / "claims.json")) == ledger
    True
    """
    path, content = Path(path), ledger.to_dict()
    if path.suffix not in WRITTEN:
        raise worded("another ending", "path", path.name, ending=" or ".join(WRITTEN))
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n" if path.suffix == ".json" else to_yaml(content)
    path.write_text(text, encoding="utf-8")
    return path
