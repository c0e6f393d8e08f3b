"""The known lists of ethnic groups as they are kept: each label, the ways in which it is printed, and whom it holds.

How a label may be written and still be read as one of a list is told by what is forgiven, and never guessed.
"""

import csv
import re
from collections import defaultdict
from functools import cache, lru_cache, reduce
from itertools import product
from typing import Any

from disprop import _data
from disprop._errors import plain

People = frozenset[str]
LONGEST = 300  # characters: what is longer is a text and no label, and looking for its marks takes long


WRITTEN = "capitals, blanks or punctuation"
BESIDE = "the wider group beside it"
MOST = 3  # things taken off one label
RULES = [
    (rule["forgiven"], re.compile(rule["pattern"], re.IGNORECASE)) for rule in _data.read("_twice", "forgiven.json")
]


def key(label: str) -> str:
    """Return the letters and digits of a label, which tell it from the others of its list."""
    return "".join(filter(str.isalnum, plain(label).replace("&", "and")))


@lru_cache(maxsize=10_000)
def ways(label: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the keys under which a label may be known, and what each forgives, the least first."""
    found: dict[str, tuple[str, ...]] = {}
    for size in range(MOST + 1):
        for rules in product(RULES, repeat=size):
            text = reduce(lambda seen, rule: rule[1].sub("", seen), rules, label)
            found.setdefault(key(text), tuple(dict.fromkeys(forgiven for forgiven, _ in rules)))
    return tuple(found.items())


def rows(of: str) -> list[dict[str, Any]]:
    """Return the rows of a table of the lists: classifications, groups or spellings."""
    return [*csv.DictReader(_data.text("data", f"ethnicity_{of}.csv").splitlines())]


@cache
def groups() -> list[dict[str, Any]]:
    """Return every label of every list, with its spellings and whom it holds."""
    texts = defaultdict(list)
    for row in rows("spellings"):
        texts[row["classification"], row["label"]].append(row["spelling"])
    own = {(row["classification"], row["label"]): row for row in rows("groups")}
    held = {at: {extent: _people(row[extent]) for extent in ("core", "maximal")} for at, row in own.items()}
    return [{**row, **held[at], "spellings": tuple(texts[at])} for at, row in own.items()]


@cache
def printed() -> dict[str, dict[str, dict[str, tuple[dict[str, Any], bool]]]]:
    """Return what each list means by a label, by question and key, and whether its wider group stands beside it."""
    asked = {name: question for question, names in questions().items() for name in names}
    found: Any = defaultdict(lambda: defaultdict(dict))
    for row in groups():
        every, name, parent = found[asked[row["classification"]]], row["classification"], row["parent"]
        for text in (*row["spellings"], row["label"]):
            every[key(text)][name] = row, False
            for beside in (parent + text, text + parent):
                every[key(beside)].setdefault(name, (row, True))
    return dict(found)


@cache
def questions() -> dict[str, list[str]]:
    """Return what people are asked, with the lists of each question: those of two are not held against each other."""
    found = defaultdict(list)
    for row in rows("classifications"):
        found[row["question"]].append(row["classification"])
    return found


def held(label: str, question: str) -> dict[str, People]:
    """Return whom a label holds in each list of a question that has it; nobody where it is no group."""
    found: dict[str, People] = {}
    for way, _ in ways(label) if len(label) <= LONGEST else ():
        found = {name: row["core"] for name, (row, _) in printed()[question].get(way, {}).items()} | found
    return found


def _people(codes: str) -> People:
    """Return the parts that codes have in any list, since "W9" holds "W9.polish"."""
    wanted = codes.split()
    return frozenset(leaf for leaf in _leaves() if leaf in wanted or leaf.partition(".")[0] in wanted)


@cache
def _leaves() -> People:
    codes = {code for row in rows("groups") for code in row["maximal"].split()}
    return frozenset(codes - {code.rpartition(".")[0] for code in codes})
