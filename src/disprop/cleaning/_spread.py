"""Which columns hold which value of what: as the caller says, or as their names tell: groups, periods, ages, sexes."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement
from typing import Any

from disprop import _data
from disprop._errors import advised, in_line, refused, unknown
from disprop._estimated import ERROR
from disprop._twice._words import key
from disprop.classifications._classification import OVERLAPPING, known
from disprop.cleaning._sheet import YEAR
from disprop.cleaning._types import SAID
from disprop.periods._parsing import known as periods_in

Where = str | Mapping[str, Sequence[str] | Mapping[str, str]]
Values = Mapping[str, Where]
Label = dict[str, Any]  # what a column is about, such as {"ethnicity": "Black"}
FIELD = re.compile(r"\{([^\W\d]\w*)\}")

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


@dataclass(frozen=True, slots=True)
class Spread:
    """The columns of each value, side by side for the labels; None where a label has no column of the value."""

    labels: list[Label]
    columns: Mapping[str, Sequence[str | None]]

    @property
    def errors(self) -> dict[str, str]:
        """The values that are errors of another, such as population_moe90, each with the one that it is of."""
        pairs = [(one, other) for one in self.columns for other in self.columns]
        return {error: value for error, value in pairs if ERROR.fullmatch(error.removeprefix(value))}

    @property
    def partners(self) -> dict[str, list[str]]:
        """For each column all columns of its label, which go together."""
        alike = [[name for name in names if name] for names in zip(*self.columns.values(), strict=True)]
        return {name: names for names in alike for name in names}

    @property
    def texts(self) -> list[str]:
        """The labels as one text each."""
        return [": ".join(map(str, label.values())).rstrip(": ") for label in self.labels]


def spread_of(names: Sequence[str], values: Values | None) -> Spread:
    """Return which of the columns hold the values."""
    if values is None or not hasattr(values, "items"):
        raise refused("lengthen", SAID["where values stand"], values)
    found = {
        value: {frozenset(label.items()): name for name, label in _columns(names, where)}
        for value, where in values.items()
    }
    keys = dict.fromkeys(key for columns in found.values() for key in columns)
    fields = fields_of(values)
    if any(dict(key).keys() != {*fields} for key in keys):
        raise refused("lengthen", "must name the same columns of labels for each value", values)
    labels = [{field: dict(key)[field] for field in fields} for key in keys]
    return Spread(labels, {value: [columns.get(key) for key in keys] for value, columns in found.items()})


def fields_of(values: Values) -> list[str]:
    """Return the names of the columns of labels, in their order."""
    return next((FIELD.findall(where) if isinstance(where, str) else [*where] for where in values.values()), [])


def named(where: Where, label: Label) -> str:
    """Return the name of the column of a label: the way back."""
    if isinstance(where, str):
        return FIELD.sub(lambda field: str(label[field[1]]), where)
    field, columns = _listed(where)
    if label[field] not in columns:
        raise unknown(f"label of {field!r}", label[field], columns)
    return columns[label[field]]


def _listed(where: Mapping[str, Any]) -> tuple[str, Mapping[Any, str]]:
    if not hasattr(where, "items") or len(where) != 1:
        raise refused("lengthen", SAID["where values stand"], where)
    (field, columns), *_ = where.items()
    return field, columns if isinstance(columns, Mapping) else {name: name for name in columns}


def _columns(names: Sequence[str], where: Where) -> Iterable[tuple[str, Label]]:
    """Return the columns with their labels; a name must fit a pattern in one way only."""
    if not isinstance(where, str):
        field, columns = _listed(where)
        if gone := [name for name in columns.values() if name not in names]:
            raise unknown("column", gone[0], names)
        return [(name, {field: label}) for label, name in columns.items()]
    fields, rest = FIELD.findall(where), FIELD.split(where)[::2]
    if not fields or len({*fields}) < len(fields) or not any(rest):
        raise refused("a pattern", "needs {labels}, each once, and what is around them; a list needs nothing", where)
    short, long = (re.compile(some.join(map(re.escape, rest)), re.DOTALL) for some in ("(.+?)", "(.+)"))
    fits = {name: (fit, long.fullmatch(name)) for name in names if (fit := short.fullmatch(name))}
    for name, (fit, other) in fits.items():
        if other is None or fit.groups() != other.groups():
            raise advised(f"the column {name!r} fits {where!r} in two ways", "; list the columns", what=name, got=where)
    if not fits:
        raise advised(f"no column has a name such as {where!r}", f"; they are {in_line(names)}", what=where)
    return [(name, dict(zip(fields, fit.groups(), strict=True))) for name, (fit, _) in fits.items()]


# what the columns of a table are named for


def shapes_in(names: Sequence[str]) -> dict[str, Where]:
    """Return where each value would stand, as `lengthen=` takes it; nothing where columns are not named for groups."""
    seen: dict[str, set[str]] = defaultdict(set)
    for kind, label in (each for name in names for each in _read(name, KINDS)[1].items()):
        seen[kind] |= {key(label)} if not NO_GROUP.match(label) else set()
    known = _shared({name: _read(name, [kind for kind in KINDS if len(seen[kind]) >= FEW]) for name in names})
    values: dict[str, Where] = {}
    most = max(known, _shared(_beside(names)), key=lambda each: (sum(map(len, each.values())), -len(each)))
    for pattern, columns in most.items():
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
    lists = known().values()
    labels = (text for one in lists for text, member in one.labels.items() if member.kind != OVERLAPPING)
    wider = (text for one in lists for text in one.parents.values())
    return frozenset(key(text) for text in (*labels, *wider) if len(text) >= SHORT and not re.search(r"\d", text))


def _is_period(text: str) -> bool:
    return YEAR.fullmatch(text) is not None or (YEAR.search(text) is not None and bool(periods_in([text])))


KINDS: dict[str, Callable[[str], object]] = {
    "ethnicity": lambda text: key(text) in _groups(),
    "period": _is_period,
    "age": AGE.fullmatch,
    "sex": lambda text: text.casefold() in WORDS["sexes"],
}
