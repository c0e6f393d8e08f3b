"""The cells of a result with all their sides: a group in an area, what it is compared with, and what is missing."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from disprop import _data
from disprop._ages import band
from disprop._arrays import BoolArray, FloatArray, IntArray
from disprop._cells import is_empty
from disprop._errors import Said, did_you_mean, in_line, listed_labels, refused, worded
from disprop.estimate import Estimate
from disprop.schemas._frames import known
from disprop.schemas._lazy import is_text
from disprop.tables._cells import (
    Beside,
    Cells,
    Chosen,
    Key,
    Piece,
    Strata,
    Together,
    counts_at,
    labels_of,
    summed_cells,
)
from disprop.tables._engine import NAME, NOTE, NUMBERS, ONE, WORDS, own_order

MOST_CELLS = 1_000_000  # of a result, unless the table itself is large
FEW = 3  # labels that a note names
MOST_EMPTY = 20  # cells for each row that the table has


WHOSE: dict[str, str] = _data.read("tables", "said.json")["whose"]
ITSELF, PART = "reference", "part of the reference"


class Grid(NamedTuple):
    """The cells of every side: of counts alone, or of a group and what it is compared with.

    `apart` says why a cell is not compared, `against` what each is compared with: nothing where it is not, and `uneven`
    what only one side of it was added up over.
    """

    cells: dict[str, Cells]
    apart: NDArray[Any]
    against: Sequence[object] = ()
    uneven: Any = ""

    @property
    def group(self) -> Cells:
        """The side that the rows of a result are of."""
        return next(iter(self.cells.values()))

    @property
    def is_reference(self) -> BoolArray:
        return np.asarray(self.apart == ITSELF)

    @property
    def complete(self) -> BoolArray:
        return np.logical_and.reduce([self.apart == "", *(each.complete for each in self.cells.values())])

    def sides(self, columns: Sequence[str], chosen: Chosen) -> dict[str, tuple[Any, ...]]:
        """Return the counts of all sides of the chosen cells."""
        return {side: each.taken(columns, chosen) for side, each in self.cells.items()}

    @property
    def in_part(self) -> BoolArray:
        """Which cells have a count that is known only in part, on any side."""
        return np.logical_or.reduce([each.in_part for each in self.cells.values()])

    @property
    def keys(self) -> list[Key]:
        """The labels of each cell."""
        return self.group.keys

    @property
    def sums(self) -> dict[str, Any]:
        """Return the counts of each group, and those of what it is compared with."""
        before = {side: f"{side}_" * (each is not self.group) for side, each in self.cells.items()}
        return {f"{before[side]}{name}": sums for side, each in self.cells.items() for name, sums in each.sums.items()}

    def columns(self, pieces: Sequence[Piece], more: Mapping[str, Any], blank: Any = None) -> dict[str, Any]:
        """Return the result columns, and more; the reference has no interval, a cell without one a note that says why.

        Notes also say what is to be said of what was found, and between what the counts of a cell lie.
        """
        if blank is None:
            blank = first_of([self.apart, *(each.gaps(WHOSE[side]) for side, each in self.cells.items())])
        own = np.where(self.is_reference, _of_itself(pieces[0].estimate), np.nan)
        columns = {name: np.where(name in {"low", "high"}, np.nan, own) for name in NUMBERS}
        notes = np.array(blank, dtype=object)
        words: dict[str, Any] = {}
        for at, estimate, said in pieces:
            notes[at] = said
            for name, text in words_of(estimate).items() if estimate is not None else ():
                words.setdefault(name, np.full(len(notes), text, dtype=object))[at] = text
            for name in columns if estimate is not None else ():
                columns[name][at] = getattr(estimate, name)
        spans = np.sum([each.spans(WHOSE[side]) for side, each in self.cells.items()], axis=0) + self.uneven
        wide = (blank == "") & (spans != "")
        notes[wide] = [(note + span).removeprefix("; ") for note, span in zip(notes[wide], spans[wide], strict=True)]
        return {**columns, **{name: texts.tolist() for name, texts in words.items()}, **more, NOTE: notes.tolist()}


def first_of(reasons: Sequence[Any]) -> NDArray[Any]:
    """Return the first that is said of each cell; nothing where nothing is."""
    return np.select([words != "" for words in reasons], reasons, default="").astype(object)


def _of_itself(estimate: Any) -> float:
    """Return what a measure is of the reference beside itself: a ratio 1, a difference 0, a rate unknown here."""
    if estimate.measure.endswith("difference"):
        return 0.0
    return np.nan if estimate.unit else 1.0


def words_of(estimate: Estimate) -> dict[str, Any]:
    """Return what every row of an estimate says alike: by which method, and what the number rests on."""
    return {**{name: getattr(estimate, name) for name in WORDS}, **estimate.basis}


def in_rows(
    results: Mapping[str, Mapping[str, Any]], kept: Sequence[int], *shared: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """Yield the columns of a result: of one estimate as they are, of a record a row for each of its estimates.

    `shared` are the columns that all estimates have alike, and `kept` the cells of a record that have rows.
    """
    if [*results] == [ONE]:
        yield from (*shared, results[ONE])
        return
    for columns in shared:
        yield {name: [cell for i in kept for cell in [column[i]] * len(results)] for name, column in columns.items()}
    every = dict.fromkeys(name for table in results.values() for name in table if name != NOTE)
    turns = {
        name: [table[name][i] if name in table else None for i in kept for table in results.values()]
        for name in (*every, NOTE)
    }
    yield {NAME: [*results] * len(kept), **turns}


def strata_of(added: nw.DataFrame[Any], names: list[str], standard: Any = None) -> Strata:
    """Return the strata of counts in the order of a standard, or that in which they first appear."""
    if not names:
        return Strata([], [()])
    seen = _coded([_plain(key) for key in keys_of(added, names)], own_order(added[names[0]])).labels
    if isinstance(standard, str):
        return Strata(names, sorted(seen, key=band))
    if standard is None:
        return Strata(names, seen)
    if not isinstance(standard, Mapping):
        rule = f"must be a name, or weights by {' and '.join(names)} such as {{{seen[0]!r}: 1}}"
        raise refused("standard", rule, standard)
    if unweighted := [label for label in seen if label not in standard]:
        raise worded("no weight", "standard", [*standard], unweighted[0], of=" and ".join(names))
    return Strata(names, list(standard))


def cells_of(added: nw.DataFrame[Any], keys: list[str], columns: Sequence[str], strata: Strata) -> Grid:
    """Return the cells that the keys make, in order of first appearance."""
    cells = _coded(keys_of(added, keys))
    own = Cells(cells.labels, strata, counts_at(_rows(added, strata, cells), added, columns))
    return Grid({"counts": own}, np.full(len(cells.labels), ""))


def grid_of(  # noqa: PLR0913 (each names columns of the frame, or one of its values)
    added: nw.DataFrame[Any],
    areas: list[str],
    group: str,
    reference: Any,
    columns: Sequence[str],
    strata: Strata,
    *,
    wide: list[str] | None = None,
    whole: bool = False,
) -> Grid:
    """Return the grid of the areas and groups of counts that were added up.

    The reference is that of the areas, or of all places that are alike in the columns of `wide`; with a `whole` there
    are all groups of these too.
    """
    groups, places = _coded(labels_of(added[group]), own_order(added[group])), _coded(keys_of(added, areas))
    rows = _rows(added, strata, places, groups)
    keys = [(*place, name) for place, name in product(places.labels, groups.labels)]
    cells = {"group": Cells(keys, strata, counts_at(rows, added, columns))}
    shared = [areas.index(name) for name in (areas if wide is None else wide)]
    wider = _coded([tuple(place[at] for at in shared) for place in places.labels]).codes
    if whole:
        cells["whole"] = summed_cells(cells["group"], wider, everyone)
    apart, beside = np.full(rows.shape[:2], "", dtype=object), _with(reference, group, groups.labels)
    if reference is not Together.EVERYONE:
        cells["reference"] = summed_cells(cells["group"], wider, beside)
    if isinstance(reference, Together):
        return Grid(cells, apart.ravel(), [reference.value] * len(keys))
    at = groups.labels.index(reference)
    apart[(rows[:, at] >= 0).any(axis=-1), at] = ITSELF if wide is None else PART
    return Grid(cells, apart.ravel(), [reference] * len(keys))


def only_on_one_side(frame: Any, keys: list[str], cells: Sequence[Key], reference: Any, layers: Sequence[str]) -> Any:
    """Return for each cell, in words, the labels that only its group has, or what that is compared with.

    They are those of other columns of text than keys and strata, over which rows are added up; most are on both.
    """
    rows, words = known(frame), np.full(len(cells), "", dtype=object)
    if isinstance(rows, nw.LazyFrame):
        return words
    beside = Together.EVERYONE if isinstance(reference, Together) else reference
    for name in (each for each, dtype in rows.schema.items() if is_text(dtype) and each not in {*keys, *layers}):
        there: dict[Key, set[Any]] = defaultdict(set)
        for *key, label in keys_of(rows.select(*keys, name).drop_nulls().unique(), [*keys, name]):
            there[tuple(key)].add(label)
            there[*key[:-1], Together.EVERYONE].add(label)
        for i, (*place, group) in enumerate(cells):
            words[i] += _only(name, *(there[*place, one] for one in (group, beside)))
    return words


def _only(column: str, own: set[Any], theirs: set[Any]) -> str:
    alone = {"this group": own - theirs, "the reference": theirs - own}
    return "".join(
        f"; only {who} has {column} {in_line(map(repr, sorted(some)), FEW)} ({len(some)} of {len(own | theirs)})"
        for who, some in alone.items()
        if 0 < len(some) < len(own & theirs)
    )


def everyone(numbers: FloatArray) -> FloatArray:
    """Return the sum over all groups, which are on the second axis."""
    return np.asarray(numbers.sum(axis=1, keepdims=True))


def _with(reference: Any, group: str, labels: list[Any]) -> Beside:
    """Return the sum over what each group is compared with, after checking that there is such a reference."""
    if isinstance(reference, Together):
        return lambda numbers: everyone(numbers) - numbers
    if not isinstance(reference, Hashable) or is_empty(reference):
        raise refused("reference", f"must be one value of {group!r}", reference, of=f", a {type(reference).__name__}")
    if reference not in labels:
        there, near = listed_labels(labels), did_you_mean(reference, labels)
        raise worded("no such reference", "reference", reference, of=group, labels=there, near=near)
    return lambda numbers: numbers[:, [labels.index(reference)]]


def keys_of(added: nw.DataFrame[Any], names: list[str]) -> list[Key]:
    """Return the labels of each row: column by column, for rows are slow to read."""
    columns = [labels_of(added[name]) for name in names]
    return list(zip(*columns, strict=True)) if names else [()] * len(added)


def columns_of(keys: list[Key], names: list[str]) -> dict[str, list[Any]]:
    """Return the columns of keys by name."""
    return {name: [key[at] for key in keys] for at, name in enumerate(names)}


class Coded(NamedTuple):
    """The number of the label of each row, and the labels, in an order of their own or as they first appear."""

    codes: IntArray
    labels: list[Any]


def _coded(labels: list[Any], order: Iterable[Any] = ()) -> Coded:
    there = dict.fromkeys(labels)
    seen = {label: at for at, label in enumerate(dict.fromkeys([*filter(there.__contains__, order), *there]))}
    return Coded(np.fromiter(map(seen.__getitem__, labels), np.intp, len(labels)), list(seen))


def _rows(added: nw.DataFrame[Any], strata: Strata, *keys: Coded) -> IntArray:
    """Return the row of each combination of keys and stratum, -1 where there is none."""
    shape = [*(len(key.labels) for key in keys), len(strata.labels)]
    if math.prod(shape) > max(MOST_CELLS, MOST_EMPTY * len(added)):
        made = " by ".join(f"{size:,}" for size in shape if size > 1)
        raise worded("many rows", "rows", Said(f"{math.prod(shape):,}"), made=made, rows=len(added))
    rows = np.full(shape, -1, dtype=np.intp)
    layer_of = {label: at for at, label in enumerate(strata.labels)}
    layers = [layer_of[_plain(key)] for key in keys_of(added, strata.names)] if strata.names else 0
    rows[(*(key.codes for key in keys), layers)] = np.arange(len(added))
    return rows


def _plain(labels: tuple[Any, ...]) -> Any:
    """Return the label of a stratum: of one column as it is, of several together."""
    return labels[0] if len(labels) == 1 else labels
