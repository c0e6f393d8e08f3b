"""What the columns of a table are named for: known groups, periods, ages, sexes, or what is beside a value."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations_with_replacement

from disprop import _data, classifications, periods
from disprop._errors import DispropError
from disprop._twice._lists import key
from disprop.classifications._classification import OVERLAPPING
from disprop.cleaning._sheet import YEAR
from disprop.cleaning._spread import FIELD, Where

Read = tuple[str, dict[str, str]]  # a name as a pattern, and the labels in it, each of its kind
Shared = dict[str, dict[frozenset[tuple[str, str]], str]]  # the columns of each pattern, by their labels
WORDS = _data.read("cleaning", "_shapes.json")
VALUES: dict[str, str] = WORDS["values"]
BY_VALUE, NO_GROUP, AGE, MARGIN = (
    re.compile(WORDS[name].replace("VALUE", "|".join(VALUES)), re.IGNORECASE | re.DOTALL)
    for name in ("by value", "no group", "age", "margin")
)
WORD = re.compile(r"[^\W_]+\+?")
FEW, SHORT, LONGEST = 2, 3, 3


def shapes_in(names: Sequence[str]) -> dict[str, Where]:
    """Return where each value would stand, as `lengthen=` takes it; nothing where columns are not named for groups."""
    seen: dict[str, set[str]] = defaultdict(set)
    for kind, label in (each for name in names for each in _read(name, KINDS)[1].items()):
        seen[kind] |= {key(label)} if not NO_GROUP.match(label) else set()
    known = _shared({name: _read(name, [kind for kind in KINDS if len(seen[kind]) >= FEW]) for name in names})
    values: dict[str, Where] = {}
    for pattern, columns in max(
        known, _shared(_beside(names)), key=lambda each: (sum(map(len, each.values())), -len(each))
    ).items():
        words = WORD.findall(FIELD.sub(" ", pattern))
        said = "_".join(words).casefold() if 0 < len(words) <= LONGEST else "count"
        name, alone = VALUES.get(" ".join(words).casefold(), said), FIELD.fullmatch(pattern)
        values[name if name not in values else pattern] = {alone[1]: [*columns.values()]} if alone else pattern
    return dict(sorted(values.items(), key=lambda each: "_moe" in each[0]))


def _read(name: str, kinds: Iterable[str]) -> Read:
    """Return a name as a pattern: of each kind all that is its label, as in White: Irish."""
    pattern, labels = name, {}
    for kind in kinds:
        words = [word.span() for word in WORD.finditer(pattern)]
        spans = [(start, end) for (start, _), (_, end) in combinations_with_replacement(words, 2)]
        if known := [span for span in spans if KINDS[kind](pattern[slice(*span)])]:
            start, end = min(start for start, _ in known), max(end for _, end in known)
            end += pattern[start:end].count("(") > pattern[start:end].count(")") and pattern[end : end + 1] == ")"
            labels[kind] = pattern[start:end]
            pattern = f"{pattern[:start]}{{{kind}}}{pattern[end:]}"
    return pattern, labels


def _beside(names: Iterable[str]) -> dict[str, Read]:
    """Return names with a word for a value in them: all that stands beside the word is the label."""
    spans = {name: fit.span(fit.lastindex or 0) for name in names if (fit := BY_VALUE.fullmatch(name))}
    labels = {name: name[start:end] for name, (start, end) in spans.items()}
    half = len(labels) / 2
    kind = next((kind for kind in KINDS if sum(map(bool, map(KINDS[kind], labels.values()))) >= half), "group")
    return {name: (f"{name[:a]}{{{kind}}}{name[b:]}", {kind: labels[name]}) for name, (a, b) in spans.items()}


def _shared(read: Mapping[str, Read]) -> Shared:
    """Return the patterns that most columns fit, of those that are about the same."""
    about: dict[frozenset[str], Shared] = defaultdict(lambda: defaultdict(dict))
    for name, (pattern, labels) in read.items():
        if labels:
            about[frozenset(labels)][pattern][frozenset(labels.items())] = name
    most = max(about.values(), key=lambda patterns: sum(map(len, patterns.values())), default={})
    known = {label for columns in most.values() if len(columns) >= FEW for label in columns}
    return {pattern: columns for pattern, columns in most.items() if known.issuperset(columns)}


@cache
def _groups() -> frozenset[str]:
    """Return every label of the known lists that is a word, no code, and no sum of others."""
    lists = map(classifications.load, classifications.names())
    labels = [
        (*one.parents.values(), *(text for text, m in one.labels.items() if m.kind != OVERLAPPING)) for one in lists
    ]
    return frozenset(key(text) for each in labels for text in each if len(text) >= SHORT and not re.search(r"\d", text))


def _is_period(text: str) -> bool:
    if not YEAR.search(text) or YEAR.fullmatch(text):
        return YEAR.fullmatch(text) is not None
    try:
        return bool(periods.parse(text))
    except DispropError:
        return False


KINDS: dict[str, Callable[[str], object]] = {
    "ethnicity": lambda text: key(text) in _groups(),
    "period": _is_period,
    "age": AGE.fullmatch,
    "sex": lambda text: text.casefold() in WORDS["sexes"],
}
