"""Labels that read like those of totals, by themselves or beside the others of their column.

Also those that hold the same people as others: a group beside its parts, ages that overlap, an area in another. And the
known lists of ethnic groups as they are kept: each label, the ways in which it is printed, and whom it holds. How a
label may be written and still be read as one of a list is told by what is forgiven, and never guessed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, reduce
from itertools import product
from typing import Any, NamedTuple

from disprop import _ages, _data
from disprop._errors import in_line, plain
from disprop._names import key_of, places, words_of

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
    for size in range(MOST + 1) if len(label) <= LONGEST else ():
        for rules in product(RULES, repeat=size):
            text = reduce(lambda seen, rule: rule[1].sub("", seen), rules, label)
            found.setdefault(key(text), tuple(dict.fromkeys(forgiven for forgiven, _ in rules)))
    return tuple(found.items())


@cache
def groups() -> list[dict[str, Any]]:
    """Return every label of every list, with its spellings and whom it holds: parts that none of the lists divides.

    A code holds the parts of it that any list has, as "W9" holds "W9.polish".
    """
    texts, rows = defaultdict(list), _data.rows("data", "ethnicity_groups.csv")
    for row in _data.rows("data", "ethnicity_spellings.csv"):
        texts[row["classification"], row["label"]].append(row["spelling"])
    codes = {code for row in rows for code in row["maximal"].split()}
    parts = codes - {code.rpartition(".")[0] for code in codes}
    for row in rows:
        row["spellings"] = tuple(texts[row["classification"], row["label"]])
        for extent in ("core", "maximal"):
            wanted = {*row[extent].split()}
            row[extent] = frozenset(part for part in parts if {part, part.partition(".")[0]} & wanted)
    return rows


@cache
def printed() -> dict[str, dict[str, dict[str, tuple[dict[str, Any], bool]]]]:
    """Return what each list means by a label, by question and key, and whether its wider group stands beside it.

    Lists of two questions, which people are asked, are not held against each other.
    """
    asked = {row["classification"]: row["question"] for row in _data.rows("data", "ethnicity_classifications.csv")}
    found: Any = defaultdict(lambda: defaultdict(dict))
    for row in groups():
        name, parent = row["classification"], row["parent"]
        every = found[asked[name]]
        for text in (*row["spellings"], row["label"]):
            every[key(text)][name] = row, False
            for beside in (parent + text, text + parent):
                every[key(beside)].setdefault(name, (row, True))
    return dict(found)


def held(label: str, question: str) -> dict[str, People]:
    """Return whom a label holds in each list of a question that has it; nobody where it is no group."""
    known = printed()[question]
    least_last = [known.get(way, {}) for way, _ in ways(label)][::-1]
    return {name: row["core"] for lists in least_last for name, (row, _) in lists.items()}


# labels beside others


LABEL, PART, NUMBERS = "label", "part", "numbers"
Label = Any
Adds = Callable[[Label, Sequence[Label]], bool]  # whether the numbers of labels add up to those of another
MANY, PLACES = 150, 2_000  # labels: a column with more is none of groups, and none of places
TOGETHER = 2  # years that two bands have in common, at least: 0-5 and 5-10 meet
WORDS: dict[str, list[str]] = _data.read("_twice", "words.json")
TOTAL, IN_A_SENTENCE = (re.compile("|".join(WORDS[name])) for name in ("total", "total in a sentence"))
SENTENCE = 10  # words: what has more is a sentence and no label
FEW = 2
WIDEST = 200  # characters of a label that holds others, or is held
PARTED = re.compile(r"\s*:\s+|\s+[-–—]\s+")


class Why(NamedTuple):
    """What says that a row counts twice, and by what: its label, its label as a part of another, or its numbers."""

    said: str
    by: str = LABEL


Twice = dict[Label, Why]


def reads_like_total(label: object) -> bool:
    """Whether a label reads like that of a total, whatever is beside it."""
    return _is_of_total(" ".join(words_of(label)))


def _is_of_total(text: str) -> bool:
    return (TOTAL if text.count(" ") < SENTENCE else IN_A_SENTENCE).fullmatch(text) is not None


def totals_among(labels: Iterable[object]) -> dict[object, str]:
    """Return the labels of one column that are totals of others of it, each with what says so."""
    return {label: why.said for label, why in twice_among(labels)[0].items()}


def twice_among(labels: Iterable[object], adds_up: Adds = lambda *_: True) -> tuple[Twice, Twice]:
    """Return the labels of one column that are totals of others of it, and those that overlap, with what says so.

    A wider group that has more parts than are there, and does not add up, is no total: its parts are there twice.
    """
    texts: dict[object, str] = {label: " ".join(words_of(label)) for label in labels if isinstance(label, str)}
    said = {label: Why("reads like a total") for label, text in texts.items() if _is_of_total(text)}
    others = {label: text for label, text in texts.items() if label not in said}
    found = {**said, **_parents(others), **_levels(others)}
    twice, shared = nested([label for label in others if label not in found], adds_up)
    found |= twice
    return (found, shared) if len(found) < len(texts) else ({}, {})


def _levels(texts: Mapping[object, str]) -> Twice:
    """Return the levels of areas above the lowest, in a column of nothing but levels."""
    known = {label: WORDS["levels"].index(text) for label, text in texts.items() if text in WORDS["levels"]}
    above = [label for label, at in known.items() if at < max(known.values())] if len(known) == len(texts) else []
    return dict.fromkeys(above, Why("a level of areas, beside a lower one that has the same people"))


def _parents(texts: Iterable[object]) -> Twice:
    """Return the labels that several others begin with, as White begins White: Irish."""
    names = {str(label).strip().casefold(): label for label in texts if len(str(label)) <= WIDEST}
    begun = Counter(name[: parted.start()] for name in names for parted in PARTED.finditer(name))
    above = [label for name, label in names.items() if begun[name] >= FEW]
    return dict.fromkeys(above, Why("holds the labels that begin with it"))


class Kind(NamedTuple):
    """Labels of one kind: whom each holds, in each list that has it.

    Two of them overlap where they have at `least` so much in common. Where a wider label is no `area`, most labels of
    the column have to be of the kind.
    """

    of: Mapping[Label, Mapping[str, frozenset[Any]]]
    least: int = 1
    area: bool = False

    def pairs(self, one: Label, other: Label) -> list[tuple[frozenset[Any], frozenset[Any]]]:
        """Return how two labels may be meant so that they meet: in no way where a list has them apart."""
        mine, theirs = self.of[one], self.of[other]
        both = [(mine[name], theirs[name]) for name in mine.keys() & theirs.keys()]
        apart = any(a.isdisjoint(b) for a, b in both)
        pairs = both or product({*mine.values()}, {*theirs.values()})
        return [] if apart else [(a, b) for a, b in pairs if not a.isdisjoint(b)]

    def holds(self, one: Label, other: Label) -> bool:
        """Whether all whom a label holds are in another, and not the other way round."""
        pairs = self.pairs(one, other) if one != other else []
        return any(a > b for a, b in pairs) and not any(a < b for a, b in pairs)

    def overlap(self, one: Label, other: Label) -> bool:
        """Whether two labels share some, and are not the same."""
        pairs = self.pairs(one, other)
        return bool(pairs) and all(a != b and len(a & b) >= self.least for a, b in pairs)

    def filled(self, one: Label, parts: Iterable[Label]) -> bool:
        """Whether parts are all of a label."""
        each = [some for part in parts for some in self.of[part].values()]
        wider = [some for some in self.of[one].values() if any(some > part for part in each)]
        return any(some <= frozenset().union(*each) for some in wider)


def nested(labels: Sequence[Label], adds_up: Adds) -> tuple[Twice, Twice]:
    """Return the labels that would count twice, with what says so, and those that share some with others.

    That is the wider label where it is an area, or its parts are all there or add up to it; and otherwise its parts:
    what stays holds everybody.
    """
    twice: Twice = {}
    shared: Twice = {}
    for kind in _kinds([label for label in labels if isinstance(label, str) and len(label.strip()) > 1]):
        known = [label for label, lists in kind.of.items() if lists]
        groups = [label for label in known if any(len(some) > 1 for some in kind.of[label].values())]
        wide = [label for label in groups if label not in twice]
        if not (kind.area or 2 * len(known) > len(labels)):
            continue
        inside = {one: [label for label in known if kind.holds(one, label)] for one in wide}
        for one in sorted(filter(inside.get, wide), key=lambda label: len(inside[label])):
            parts = [label for label in inside[one] if label not in twice]
            named = in_line(map(repr, parts), 3)
            if kind.area or kind.filled(one, parts) or adds_up(one, parts):
                twice[one] = Why(f"holds {named}")
            else:
                twice |= dict.fromkeys(parts, Why(f"part of {one!r}, which holds {named} and more", PART))
        shared |= _shared(kind, [label for label in wide if label not in twice])
    return twice, shared


def _shared(kind: Kind, labels: Sequence[Label]) -> Twice:
    """Return the labels that overlap with others, those with most first, until what stays is apart."""
    beside = {one: [other for other in labels if kind.overlap(one, other)] for one in labels}
    found: Twice = {}
    for one in sorted(labels, key=lambda label: len(beside[label]))[::-1]:
        if common := [other for other in beside[one] if other not in found]:
            found[one] = Why(f"overlaps with {in_line(map(repr, common), 3)}")
    return found


def _kinds(texts: Sequence[str]) -> Iterable[Kind]:
    """Return what labels may be of: groups of each question, ages, places."""
    if len(texts) <= MANY:
        yield from (Kind({text: held(text, question) for text in texts}) for question in printed())
        yield Kind({text: _years(text) for text in texts}, least=TOGETHER)
    if len(texts) <= PLACES:
        known = places()
        yield Kind({text: known.get(text.casefold()) or known.get(key_of(text), {}) for text in texts}, area=True)


def _years(text: str) -> dict[str, frozenset[int]]:
    """Return the years of age that a label holds, if it is one of ages."""
    ages = _ages.read(text)
    return {"": frozenset(range(int(ages[0]), int(min(ages[1], 150))))} if ages else {}
