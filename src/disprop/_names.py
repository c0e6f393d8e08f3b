"""Names of police forces, places and sexes, as publishers spell them; what differs is suggested, and never changed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from disprop import _data
from disprop._errors import in_line

WORDS = re.compile(r"[^\W_]+")
FORCES = ("", " police", " constabulary", " police service", " police force")  # follow the name of a force, or do not


def official(labels: Iterable[object]) -> dict[object, str]:
    """Return the usual name of each label that is a name of one kind, where most labels of the column are."""
    keys = {label: key_of(label) for label in labels}
    names = max(_known()[0].values(), key=lambda one: sum(key in one for key in keys.values()))
    found = {label: names[key] for label, key in keys.items() if key in names}
    return found if len(found) > 1 and 2 * len(found) > len(keys) else {}


def contradicted(pairs: Mapping[Any, int]) -> dict[int, str]:
    """Return the rows whose code is another's than the name beside it, where more codes are those of the names."""
    names, codes = _known()
    found, fits = {}, 0
    for (code, label), row in pairs.items():
        kind, own = codes.get(code, ("", ""))
        name = names.get(kind, {}).get(key_of(label), "")
        fits += name == own != ""
        if name not in {own, ""}:
            found[row] = f"the code {code!r} beside it is that of {own!r}"
    return found if len(found) < fits else {}


def spelt_otherwise(column: str, ours: Iterable[object], theirs: Iterable[object]) -> str:
    """Return which names of two columns differ in their spelling only, or nothing."""
    here, there = dict.fromkeys(ours), dict.fromkeys(theirs)
    usual, known = official(there), official(here)
    meet = {usual.get(label) or key_of(label): label for label in there if label not in here}
    pairs = [(label, known.get(label) or key_of(label)) for label in here if label not in there]
    alike = [f"{label!r} and {meet[name]!r}" for label, name in pairs if name and name in meet]
    return f". {column!r} has names that differ in their spelling only: {in_line(alike)}" if alike else ""


def words_of(label: object) -> list[str]:
    """Return the words of a label in small letters, without marks."""
    return WORDS.findall(label.casefold().replace("&", " and ")) if isinstance(label, str) else []


def key_of(label: object) -> str:
    """Return the words that make a name, in an order that "London, City of" and "City of London" have alike."""
    return " ".join(sorted(word for word in words_of(label) if word not in {"and", "the", "of"}))


@cache
def places() -> dict[str, dict[str, frozenset[str]]]:
    """Return, for each name and each code, the codes of the places in it, its own included, by the kind of place."""
    rows = [row for row in _data.rows("data", "names.csv") if row["code"]]
    above = {row["code"]: row["within"] for row in rows}
    inside: dict[str, set[str]] = {code: {code} for code in above}
    for code in inside:
        wider = code
        while wider := above[wider]:
            inside[wider].add(code)
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(lambda: defaultdict(frozenset))
    for row in rows:
        for key in {row["code"].casefold(), *_spelt(row)}:
            found[key][row["kind"]] |= inside[row["code"]]
    return found


@cache
def _known() -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, str]]]:
    """Return the usual name for each spelling, by kind, and for each code its kind and name."""
    rows, names = _data.rows("data", "names.csv"), dict[str, dict[str, str]]()
    for row in rows:
        names.setdefault(row["kind"], {}).update(dict.fromkeys(_spelt(row), row["name"]))
    return names, {row["code"]: (row["kind"], row["name"]) for row in rows}


def _spelt(row: Mapping[str, str]) -> list[str]:
    """Return the key of each way in which a name is spelt."""
    ends = FORCES if row["kind"] == "force" else FORCES[:1]
    return [key_of(one + end) for one in (row["name"], *filter(None, row["also"].split("|"))) for end in ends]
