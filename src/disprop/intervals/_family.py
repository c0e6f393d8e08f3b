"""A family holds every interval method of one parameter; adding a method touches no other file.

A kernel is `(data..., a) -> (low, high)` on float64 arrays of one shape, where `a` is the probability in
each tail. Counts of a family with a core have one axis more than `a`, the last, as those of gufuncs have. The decorator
`Family.method` files it under its name; its docstring is its source, on the first line, and the equation it solves.
Those of kernels that one loop files are in methods.json, and what the methods of a family share in families.json.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import numpy as np

from disprop import _data
from disprop._arrays import FloatArray, anywhere
from disprop._errors import unknown

Limits = tuple[FloatArray, FloatArray]
Kernel = Callable[..., Limits]
FACTS: dict[str, Any] = _data.read("intervals", "methods.json")  # source and equation of kernels that loops file
SHARED: dict[str, Any] = _data.read("intervals", "families.json")
FAMILIES: dict[str, "Family"] = {}
SUPPORT = {"a share": (0.0, 1.0), "a difference of shares": (-1.0, 1.0), "any number": (-np.inf, np.inf)}
ROWS = 6_144  # taken at a time, so that what a kernel holds beside its result stays within a processor's cache


class Method(NamedTuple):
    """One interval method: its kernel, the equation that its limits solve, and where it comes from.

    `tail`, where it is known without inverting the kernel, is the smallest `a` at which it leaves a null out: it takes
    the counts and the null. A method is `monotone` if its limits never go against the `rises` of its family.
    """

    name: str
    kernel: Kernel
    equation: str
    reference: str
    conservative: bool = False
    tail: Callable[..., FloatArray] | None = None
    monotone: bool = True


@dataclass(frozen=True, slots=True)
class Family:
    """The interval methods of one parameter, with what they share.

    Attributes
    ----------
    parameter : name of the parameter, as in "rate ratio".
    data : names of the counts that a kernel takes, in order.
    default : name of the method of an interval when none is asked for.
    one_sided : the same of one limit: an exact method; empty where the family has none, and takes `default` there too.
    value : the plain estimate from the counts, the same for every method.
    support : smallest and largest value that the parameter can take; from 0 on where nothing else is said.
    rises : where the parameter goes as each count grows by itself: 1 up, -1 down, and so do the limits of a method that
        is `monotone`; 0 where that depends on the other counts. Empty of sums, of which none grows by itself.
    core : what the last axis of the counts is, such as "strata", where a kernel adds up over one; mostly empty.
    denominators : places of the counts that leave nothing to estimate where they are 0.
    methods : the methods by name.
    """

    parameter: str
    data: tuple[str, ...]
    default: str
    value: Callable[..., FloatArray]
    support: tuple[float, float] = (0.0, np.inf)
    rises: tuple[int, ...] = ()
    denominators: tuple[int, ...] = ()
    core: str = ""
    one_sided: str = ""
    methods: dict[str, Method] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """File the family under its parameter."""
        FAMILIES[self.parameter] = self

    @classmethod
    def of(cls, parameter: str, value: Callable[..., FloatArray]) -> Self:
        """Return the family of a parameter, of which families.json says what its methods share."""
        facts: dict[str, Any] = {
            name: tuple(fact) if isinstance(fact, list) else fact for name, fact in SHARED[parameter].items()
        }
        support = SUPPORT[facts.pop("support")] if "support" in facts else (0.0, np.inf)
        return cls(parameter, value=value, support=support, **facts)

    def method(self, name: str, **facts: Any) -> Callable[[Kernel], Kernel]:
        """File the decorated kernel under `name`, with facts of `Method`; its docstring is its source and equation."""

        def file(kernel: Kernel) -> Kernel:
            source, _, equation = (kernel.__doc__ or "").partition("\n")
            stated = {"reference": source, "equation": " ".join(equation.split())}
            self.methods[name] = Method(name, kernel, **{**stated, **facts})
            return kernel

        return file

    def default_for(self, sides: str) -> str:
        """Return the method when none is asked for: of one limit an exact one, where there is one.

        What a method that is right on average allows too much near one end it takes off at the other. One limit has no
        other end.
        """
        return self.default if sides == "two" else self.one_sided or self.default

    def __getitem__(self, name: str) -> Method:
        """Return the method called `name`, or say which names are known."""
        try:
            return self.methods[name]
        except (KeyError, TypeError):
            raise unknown(f"{self.parameter} interval", name, self.methods) from None

    def values(self, data: tuple[FloatArray, ...]) -> FloatArray:
        """Return the plain estimate; where counts have a core, of so many rows at a time as a kernel is given."""
        if not self.core:
            return self.value(*data)
        shape, core = data[0].shape[:-1], data[0].shape[-1:]
        found, columns = np.empty(math.prod(shape)), [_rows(part, shape, core) for part in data]
        for rows in _chunks(len(found), ROWS // math.prod(core)):
            found[rows] = self.value(*(column[rows] for column in columns))
        return found.reshape(shape)

    def limits(self, name: str, data: tuple[FloatArray, ...], a: FloatArray | float) -> Limits:
        """Return the two limits of the method `name`, clipped to the support.

        A denominator of 0 leaves no parameter to estimate: both limits are NaN there. (A ratio of 0 events to 0
        has a parameter that the counts say nothing about: its limits are the whole support.)
        """
        method, tail = self[name], np.asarray(a, dtype=np.float64)
        core = (data[0].shape[-1],) if self.core else ()
        shapes = {tail.shape, *(part.shape[: part.ndim - len(core)] for part in data)} - {()} or {()}
        shape = shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)
        columns = [*(_rows(part, shape, core) for part in data), _rows(tail, shape, ())]
        with np.errstate(all="ignore"):
            if not shape and not core:
                return self._bound(method.kernel(*columns), columns)
            low, high = np.empty(math.prod(shape)), np.empty(math.prod(shape))
            for rows in _chunks(low.size, ROWS // math.prod(core)):
                chunk = [column if column.ndim == 0 else column[rows] for column in columns]
                self._bound(method.kernel(*chunk), chunk, (low[rows], high[rows]))
        return low.reshape(shape), high.reshape(shape)

    def _bound(self, found: Limits, columns: list[FloatArray], out: Limits | None = None) -> Limits:
        """Return limits that were found, each clipped at the end of the support that it can pass, in a given place."""
        ends: list[Any] = [*self.support]
        for place in self.denominators:
            if anywhere(nothing := columns[place] == 0):
                ends = [np.where(nothing, np.nan, end) for end in ends]
        low, high = out or (None, None)
        return np.maximum(found[0], ends[0], out=low), np.minimum(found[1], ends[1], out=high)


def _rows(part: FloatArray, shape: tuple[int, ...], core: tuple[int, ...]) -> FloatArray:
    """Return the elements of a shape one after the other, each with its core; a single number is no array of one.

    Arithmetic with it costs a fifth as much.
    """
    part = part if part.shape in {(), shape + core} else np.broadcast_to(part, shape + core)
    return part.reshape(-1, *core) if part.ndim else part[()]


def _chunks(size: int, rows: int) -> Iterator[slice]:
    """Yield slices of so many rows or less, at least one, that make up `size` and are as long as each other."""
    parts = -(-size // max(rows, 1))
    step = -(-size // max(parts, 1)) or 1
    return (slice(start, start + step) for start in range(0, size, step))
