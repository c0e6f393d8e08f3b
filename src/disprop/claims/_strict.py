"""YAML or JSON in which every scalar is the text that it is, no key stands twice, and errors name the line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from disprop._errors import DispropError, needed, worded

TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
THOUSANDS = re.compile("(?<![0-9.,])[1-9][0-9]{0,2},[0-9]{3}(?![0-9])")


class Text(str):
    """A scalar or a key of a file of YAML, with the line that it stands on."""

    __slots__ = ("line",)
    line: int


@contextmanager
def at(name: str) -> Iterator[None]:
    """Say of whatever is refused here, and does not know where, that it stands at this name of the file."""
    try:
        yield
    except DispropError as error:
        error.where = error.where if isinstance(error.where, str) else name
        raise


@contextmanager
def in_file(name: str, text: str) -> Iterator[None]:
    """Put the name of the file, and the line where it is known, before whatever is refused here."""
    try:
        yield
    except RecursionError:
        raise worded("nested too deeply", name) from None
    except DispropError as error:
        error.where = _line(error.where, text)
        error.args = (f"{name}{f', line {error.where}' if error.where else ''}: {error}",)
        raise


def _line(where: Any, text: str) -> Any:
    """Return the line of a key: of YAML it is known, in JSON it is that of the first key of that name."""
    if isinstance(where, Text) or not isinstance(where, str):
        return where.line if isinstance(where, Text) else where
    found = re.compile(re.escape(json.dumps(where, ensure_ascii=False)) + r"\s*:").search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def from_json(text: str) -> Any:
    """Read JSON."""
    try:
        return _texts(json.loads(text, object_pairs_hook=_mapping, parse_int=str, parse_float=str, parse_constant=str))
    except json.JSONDecodeError as error:
        raise worded("no file of that form", "the file", error.msg, error.lineno, form="JSON") from None


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def from_yaml(text: str) -> Any:
    """Read YAML without its types, tags and aliases."""
    yaml = needed("yaml")
    try:
        loader = yaml.SafeLoader(text)
        loader.yaml_implicit_resolvers = {}
        return _plain(loader.get_single_node(), set())
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
        raise worded("no file of that form", "the file", problem, mark and mark.line + 1, form="YAML") from None


def _plain(node: Any, seen: set[int]) -> Any:
    """Return what a node holds as texts, lists and mappings."""
    if node is None or id(node) in seen or node.tag not in TAGS:
        line = node and node.start_mark.line + 1
        raise worded("no plain YAML", "the file", getattr(node, "tag", "nothing"), line)
    seen.add(id(node))
    if node.id == "scalar":
        text = Text(node.value)
        text.line = node.start_mark.line + 1
        return text
    items = node.value if node.id == "sequence" else [each for pair in node.value for each in pair]
    scalars = [each for each in items if each.id == "scalar"] if node.flow_style else []
    for one, other in pairwise(scalars):
        both = f"{one.value},{other.value}"
        touching = other.start_mark.index == one.end_mark.index + 1 and not one.style and not other.style
        if touching and (number := THOUSANDS.search(both)):
            plain = number[0].replace(",", "")
            raise worded("comma between brackets", both, both, one.start_mark.line + 1, plain=plain)
    held = [_plain(each, seen) for each in items]
    return held if node.id == "sequence" else _mapping(zip(held[::2], held[1::2], strict=True))


def _mapping(pairs: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if not isinstance(key, str) or key in found:
            raise worded("a key twice", str(key), key, getattr(key, "line", None))
        found[key] = value
    return found


def to_yaml(content: Any) -> str:
    """Write texts, lists and mappings as YAML."""
    return str(needed("yaml").safe_dump(content, sort_keys=False, allow_unicode=True, width=120))
