"""Validation at the door: what comes in is checked once, here, and named when it is refused."""

from collections.abc import Callable, Mapping, Sequence
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike as ArrayLike, NDArray as NDArray

from disprop._cells import fault, is_number, number_of, typed
from disprop._errors import DispropError, Said, advised, one_of, place, position, refused, worded
from disprop._labels import Axes, axes_of, same_labels
from disprop._rules import LARGEST_COUNT, MOST_PEOPLE, RULES
from disprop._sets import KnownInPartError, Uncertain

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]
Pair = tuple[ArrayLike, ArrayLike]  # a numerator, and its denominator
Reader = Callable[[str, ArrayLike], FloatArray]
LARGEST = float(np.finfo(np.float64).max)
LEGIBLE = 1e21  # a larger number is said in powers of ten
SIDES = ("two", "lower", "upper")
PLAIN = {int, float}
ESTIMATES = 'two estimates are compared by compare("rate ratio", group=..., reference=...)'
ZERO: FloatArray = np.zeros(())
single: Callable[[Any], FloatArray] = np.float64  # type: ignore[assignment]  # a fifth of the cost of an array of one
Demands = dict[str, tuple[str, ...]]  # what numbers must do, and the rules that say when they do not
FINITE: Demands = {"be finite": ("infinite",)}
REAL: Demands = {"be finite and >= 0": ("infinite", "negative")}
COUNTS: Demands = {**REAL, "be whole numbers": ("fractional",), "be below 2**53": ("too-large",)}
PEOPLE: Demands = {**REAL, "be 0 or between 1e-50 and 1e50": ("impossible-unit",)}
SHARES: Demands = {**REAL, "lie between 0 and 1": ("no-share",)}


def real(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as float64, refusing text, booleans, missing values and infinities."""
    return _numbers(name, values, REAL, 0.0, LARGEST)


def finite(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as float64 of either sign, refusing what `real` refuses otherwise."""
    return _numbers(name, values, FINITE, -LARGEST, LARGEST)


def counts(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as whole numbers in float64."""
    return _numbers(name, values, COUNTS, 0.0, LARGEST_COUNT - 1)


def people(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as populations or person-time: any unit will do, but the products of two are to be numbers."""
    return _numbers(name, values, PEOPLE, 1 / MOST_PEOPLE, MOST_PEOPLE)


def probability(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as probabilities between 0 and 1."""
    return _numbers(name, values, SHARES, 0.0, 1.0)


def span(name: str, share: ArrayLike) -> tuple[float, float]:
    """Return the smallest and the largest that a share may be, from one number or a pair."""
    ends = np.atleast_1d(probability(name, share))
    if ends.shape not in {(1,), (2,)} or ends[0] > ends[-1]:
        raise refused(name, "must be one share, or a pair (low, high)", share)
    return float(ends[0]), float(ends[-1])


def inner(name: str, chance: ArrayLike) -> FloatArray:
    """Return chances strictly between 0 and 1."""
    numbers = probability(name, chance)
    if anywhere(ends := numbers % 1 == 0):
        where = first(ends)
        raise refused(name, "must lie strictly between 0 and 1", _at(numbers, where), where)
    return numbers


def level(value: Any, sides: str = "two") -> FloatArray:
    """Return the confidence level, or an array of them, refusing percentages."""
    one_of("choice of sides", sides, SIDES)
    try:
        chances = _read("level", value)
    except DispropError:
        chances = np.array(np.nan)
    if anywhere(~((chances > 0) & (chances < 1))):
        raise refused("level", "must lie strictly between 0 and 1 (0.95 means 95%)", value)
    if sides != "two" and anywhere(chances < 0.5):
        raise worded("one-sided level", "level", value)
    return chances


def size(name: str, value: Any) -> float:
    """Return one positive number, such as the 10,000 of "per 10,000"."""
    if not (is_number(value) and 0 < value < LARGEST_COUNT):
        raise refused(name, "needs one positive number such as 10_000", value)
    return float(value)


def whole(name: str, value: Any, least: int = 1) -> int:
    """Return one whole number, such as how often something is drawn."""
    if not (is_number(value) and least <= value < LARGEST_COUNT and value == int(value)):
        raise refused(name, f"must be a whole number of at least {least}", value)
    return int(value)


def one(name: str, value: ArrayLike, read: Reader) -> float:
    """Return one number as it is read by a function of this module, refusing several."""
    numbers = read(name, value)
    if numbers.ndim:
        raise refused(name, "must be one number", Said(f"shape {numbers.shape}"), hint=": call once for each")
    return float(numbers)


def one_level(value: ArrayLike) -> float:
    """Return one confidence level."""
    return one("level", value, lambda _, given: level(given))


def generator(seed: object) -> np.random.Generator:
    """Return the source of random numbers that a whole number, or None for one of the machine's own, gives."""
    return np.random.default_rng(None if seed is None else integer("seed", seed))


def integer(name: str, value: Any, least: int = 0, otherwise: str = "") -> int:
    """Return one integer of any size; a float is none."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise refused(name, f"must be a whole number >= {least}{otherwise}", value)
    return int(value)


def pair(name: str, value: Any, fields: tuple[str, str]) -> tuple[ArrayLike, ArrayLike]:
    """Return the two sides of a pair such as (events, population)."""
    if isinstance(value, (str, bytes, dict)) or not isinstance(value, Sequence) or len(value) != len(fields):
        hints = {"columns": "of a frame give two columns, or the frame to tables.compare_by", "p_value": ESTIMATES}
        hint = next((f"; {said}" for has, said in hints.items() if hasattr(value, has)), "")
        raise refused(name, f"must be a pair ({', '.join(fields)})", value, hint=hint)
    return value[0], value[1]


def at_most(part: str, parts: FloatArray, whole: str, wholes: FloatArray, hint: str = "") -> None:
    """Refuse a part above its whole."""
    bad = RULES["part-above-whole"].broken(parts, wholes)
    if anywhere(bad):
        where = first(bad)
        parts, wholes = np.broadcast_arrays(parts, wholes)
        got, hint = _at(parts, where), f"; {RULES['part-above-whole'].advice}{hint}"
        raise refused(part, f"must not exceed {whole}", got, where, hint, of=f" of {_at(wholes, where)!r}")


class Columns(dict[str, FloatArray]):
    """Arrays of one shape by name, and the labels of their axes."""

    axes: Axes = ()


def broadcast(inputs: dict[str, ArrayLike], arrays: dict[str, FloatArray]) -> Columns:
    """Return the arrays in one common shape, refusing shapes or row labels that do not fit."""
    if not any(array.ndim for array in arrays.values()):
        return Columns(arrays)  # numbers have no labels, and stay as they are
    axes = {name: axes_of(given) for name, given in inputs.items()}
    same_labels(axes)
    shape = common_shape(arrays)
    copies = Columns(
        (name, array if array.shape == shape else np.array(np.broadcast_to(array, shape)))
        for name, array in arrays.items()
    )
    copies.axes = next((own for own in axes.values() if len(own) == len(shape)), ())
    for array in copies.values():
        array.setflags(write=False)  # what was checked stays as it was checked
    return copies


def together(**given: tuple[ArrayLike, Reader]) -> Columns:
    """Return numbers in one common shape by name, each as a function of this module reads it."""
    read = {name: reader(name, values) for name, (values, reader) in given.items()}
    return broadcast({name: values for name, (values, _) in given.items()}, read)


def common_shape(arrays: Mapping[str, NDArray[Any]]) -> tuple[int, ...]:
    """Return the shape that the arrays broadcast to."""
    shapes = {array.shape for array in arrays.values()}
    if len(shapes) == 1:
        return shapes.pop()
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        got = {name: array.shape for name, array in arrays.items()}
        listed = ", ".join(f"{name} has shape {shape}" for name, shape in got.items())
        raise DispropError(f"the shapes do not broadcast: {listed}", what=" and ".join(got), got=got) from None


def anywhere(true: NDArray[np.bool_] | np.bool_) -> bool:
    """Return whether any element is true; of a single one that is itself, at a tenth of the cost."""
    return bool(true if true.ndim == 0 else np.count_nonzero(true))


def either(true: NDArray[np.bool_] | np.bool_, one: Any, other: Any) -> FloatArray:
    """Return np.where of these; of single ones the one or the other itself, at a tenth of the cost."""
    if not isinstance(true, np.ndarray):
        return single(one if true else other)
    return other if np.shape(other) == true.shape and not anywhere(true) else np.where(true, one, other)


def _read(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as a float64 array of our own. A list is read by item: an array of it would turn True into 1."""
    if type(values) in PLAIN and abs(values) <= LARGEST_COUNT:  # type: ignore[arg-type]  # a number by now
        return single(values + 0.0)  # type: ignore[operator]
    if np.ma.is_masked(values):
        where, hint = place(first(np.ma.getmask(values))), f"; {RULES['missing'].advice}"
        raise advised(f"{name} has masked values{position(where)}", hint, what=name, got=np.ma.masked, where=where)
    try:
        array = np.asarray(values) if _is_plain(values) else np.asarray(values, dtype=object)
    except KnownInPartError as known:
        raise KnownInPartError(f"{name} must be numbers: {known}", what=name, got=values) from None
    except ValueError:
        raise refused(name, "must be one array of numbers", Said("rows of unequal shapes")) from None
    if array.dtype.kind not in "iuf" or array.dtype.itemsize > single(0).itemsize:
        items = zip(np.ndindex(array.shape), array.flat, strict=True)
        array = np.array([_number(name, item, at) for at, item in items]).reshape(array.shape)
    return np.asarray(array, dtype=np.float64) + 0.0  # minus zero is zero


def _is_plain(values: ArrayLike) -> bool:
    """Return whether these are an array, or a list of Python numbers and nothing else."""
    if isinstance(values, (list, tuple)):
        return PLAIN.issuperset(map(type, values))
    return hasattr(values, "__array__")


def _number(name: str, item: object, at: tuple[int, ...]) -> float:
    if isinstance(item, Uncertain):
        raise KnownInPartError(f"{name} must be numbers; got {item!r}", what=name, got=item, where=at)
    if not is_number(item):
        got = item.item() if isinstance(item, (np.bool_, np.character)) else item  # True, not np.True_
        rule = fault(got)
        raise refused(name, "must be numbers", got, at, f"; {RULES[rule].advice.format(typed=typed(rule, got))}")
    return number_of(item)


def _numbers(name: str, values: Any, demands: Demands, least: float, most: float) -> FloatArray:
    """Return `values` as float64, after refusing what breaks a rule of the first demand that is not met.

    What lies from `least` to `most`, and is whole where it must be, breaks none: a look at the common case.
    """
    if type(values) is int and least <= values <= most:
        return single(values)
    numbers = _read(name, values)
    sure = (numbers >= least) & (numbers <= most)
    if "be whole numbers" in demands:
        sure &= numbers == np.floor(numbers)
    if anywhere(~sure) and np.any(_broken(numbers, [rule for rules in demands.values() for rule in rules])):
        demand, rules = next((demand, rules) for demand, rules in demands.items() if np.any(_broken(numbers, rules)))
        where = first(_broken(numbers, rules))
        advice = next(RULES[rule].advice for rule in ("missing", *rules) if RULES[rule].broken(numbers[where]))
        raise refused(name, f"must {demand}", _at(numbers, where), where, f"; {advice}")
    return numbers


def _broken(numbers: FloatArray, rules: Sequence[str]) -> Any:
    """Return where numbers break one of the rules."""
    return np.any([RULES[rule].broken(numbers) for rule in rules], axis=0)


def first(bad: NDArray[np.bool_] | np.bool_) -> tuple[int, ...]:
    """Return where the first true element stands."""
    return tuple(int(i) for i in np.argwhere(bad)[0])


def _at(numbers: FloatArray, where: tuple[int, ...]) -> float | int:
    value = float(numbers[where])
    return int(value) if value.is_integer() and abs(value) < LEGIBLE else value
