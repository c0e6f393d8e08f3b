"""A family holds every interval method of one parameter; adding a method touches no other file.

A kernel is `(data..., a) -> (low, high)` on float64 arrays of one shape, where `a` is the probability in
each tail. The decorator `Family.method` files it under its name, with the equation it solves and its source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from disprop._arrays import FloatArray, unknown

Limits = tuple[FloatArray, FloatArray]
Kernel = Callable[..., Limits]


@dataclass(frozen=True, slots=True)
class Method:
    """One interval method: its kernel, the equation that its limits solve, and where it comes from."""

    name: str
    kernel: Kernel
    equation: str
    reference: str
    conservative: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """The interval methods of one parameter, with what they share.

    Attributes
    ----------
    parameter : name of the parameter, as in "rate ratio".
    data : names of the counts that a kernel takes, in order.
    support : smallest and largest value that the parameter can take.
    default : name of the method used when none is asked for.
    value : the plain estimate from the counts, the same for every method.
    methods : the methods by name.
    """

    parameter: str
    data: tuple[str, ...]
    support: tuple[float, float]
    default: str
    value: Callable[..., FloatArray]
    methods: dict[str, Method] = field(default_factory=dict)

    def method(
        self, name: str, *, equation: str, reference: str, conservative: bool = False
    ) -> Callable[[Kernel], Kernel]:
        """File the decorated kernel under `name`."""

        def file(kernel: Kernel) -> Kernel:
            self.methods[name] = Method(name, kernel, equation, reference, conservative)
            return kernel

        return file

    def __getitem__(self, name: str) -> Method:
        """Return the method called `name`, or say which names are known."""
        try:
            return self.methods[name]
        except (KeyError, TypeError):
            raise unknown(f"{self.parameter} interval", name, self.methods) from None

    def limits(self, name: str, data: tuple[FloatArray, ...], a: FloatArray | float) -> Limits:
        """Return the two limits of the method `name`, clipped to the support.

        A denominator of 0 leaves no parameter to estimate: both limits are NaN there. (A ratio of 0 events to 0
        has a parameter that the counts say nothing about: its limits are the whole support.)
        """
        with np.errstate(all="ignore"):
            low, high = self[name].kernel(*data, np.asarray(a, dtype=np.float64))
        nothing = np.logical_or.reduce([denominator == 0 for denominator in data[1::2]])
        return tuple(np.where(nothing, np.nan, np.clip(limit, *self.support)) for limit in (low, high))  # type: ignore[return-value]  # a pair in, a pair out
