"""Labels of one column that hold the same people: a group beside its parts, ages that overlap, an area in another."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from disprop import _ages
from disprop._errors import in_line
from disprop._names import key_of, places
from disprop._twice._lists import held, questions

Label = Any
Adds = Callable[[Label, Sequence[Label]], bool]  # whether the numbers of labels add up to those of another
OLDEST = 150
MANY, MOST = 150, 2_000  # labels: a column with more is none of groups, and none of places
TOGETHER = 2  # years that two bands have in common, at least: 0-5 and 5-10 meet


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


def nested(labels: Sequence[Label], adds_up: Adds) -> tuple[dict[Label, str], dict[Label, str]]:
    """Return the labels that would count twice, with what says so, and those that share some with others.

    That is the wider label where it is an area, or its parts are all there or add up to it; and otherwise its parts:
    what stays holds everybody.
    """
    twice: dict[Label, str] = {}
    shared: dict[Label, str] = {}
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
                twice[one] = f"holds {named}"
            else:
                twice |= dict.fromkeys(parts, f"part of {one!r}, which holds {named} and more")
        shared |= _shared(kind, [label for label in wide if label not in twice])
    return twice, shared


def _shared(kind: Kind, labels: Sequence[Label]) -> dict[Label, str]:
    """Return the labels that overlap with others, those with most first, until what stays is apart."""
    beside = {one: [other for other in labels if kind.overlap(one, other)] for one in labels}
    found: dict[Label, str] = {}
    for one in sorted(labels, key=lambda label: len(beside[label]))[::-1]:
        if common := [other for other in beside[one] if other not in found]:
            found[one] = f"overlaps with {in_line(map(repr, common), 3)}"
    return found


def _kinds(texts: Sequence[str]) -> Iterable[Kind]:
    """Return what labels may be of: groups of each question, ages, places."""
    if len(texts) <= MANY:
        yield from (Kind({text: held(text, question) for text in texts}) for question in questions())
        yield Kind({text: _years(text) for text in texts}, least=TOGETHER)
    if len(texts) <= MOST:
        known = places()
        yield Kind({text: known.get(text.casefold()) or known.get(key_of(text), {}) for text in texts}, area=True)


def _years(text: str) -> dict[str, frozenset[int]]:
    """Return the years of age that a label holds, if it is one of ages."""
    ages = _ages.read(text)
    return {"": frozenset(range(int(ages[0]), int(min(ages[1], OLDEST))))} if ages else {}
