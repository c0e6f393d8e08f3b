"""What a regression gives back: a ratio for each group, and how the fit went."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop._errors import unknown
from disprop.estimate import Estimate, Record, Result

MUCH = 1.5  # a dispersion above this makes Poisson limits a fifth too narrow or more
NOTHING_LEFT = "as many parameters as rows: nothing shows how much counts vary; rate_ratio takes them as Poisson counts"
NARROW = "too narrow: counts vary {:.1f} times as much as Poisson counts do; leave out family="


@dataclass(frozen=True, slots=True, eq=False)
class Diagnostics(Result):
    """How a regression went.

    Attributes
    ----------
    rows, parameters : how many rows were fitted, by how many coefficients.
    dispersion : Pearson's chi-squared over its degrees of freedom: 1 if the counts vary as the family says. NaN where
        no degree of freedom is left.
    alpha : the variance of a negative binomial count is m + alpha m^2; 0 for the other families.
    iterations : steps of the fit.
    converged : always true: a fit that does not converge is an error.
    clusters : how many clusters the variances are between; None without.
    cluster : the column that names them; None without.
    """

    rows: int
    parameters: int
    dispersion: float
    alpha: float
    iterations: int
    converged: bool
    clusters: int | None
    cluster: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AdjustedRatios(Record):
    """The rate ratio of each group to the reference, adjusted for the covariates.

    Attributes
    ----------
    groups : the groups, in the order of the ratios; the reference is not among them.
    reference : the group that they are compared with.
    ratios : one Estimate, groups on its last axis, after that of the levels where there are several.
    covariates : what the ratios are adjusted for.
    diagnostics : how the fit went.
    """

    groups: tuple[Any, ...]
    reference: Any
    ratios: Estimate
    covariates: tuple[str, ...]
    diagnostics: Diagnostics

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The ratio of each group by its name."""
        return {str(group): self[group] for group in self.groups}

    def __getitem__(self, group: Any) -> Estimate:
        """Return the ratio of one group by its name."""
        if group not in self.groups:
            raise unknown("group", group, self.groups)
        return self.ratios[..., self.groups.index(group)]

    def __str__(self) -> str:
        """Write a line for each group, and each level, with what its interval rests on."""
        return "\n".join(
            f"{group} / {self.reference}: {line}" for group in self.groups for line in str(self[group]).splitlines()
        )


def remarks(method: str, diagnostics: Diagnostics, degrees: FloatArray, why: str) -> NDArray[np.object_]:
    """Return what the interval of each group rests on."""
    if diagnostics.cluster is not None:
        between = f"between the {diagnostics.clusters} values of {diagnostics.cluster!r}"
        return _each(f"{between}, {{}} degrees of freedom", degrees)
    if method == "quasi-poisson" and np.isnan(diagnostics.dispersion):
        return _each(NOTHING_LEFT, degrees)
    if method == "quasi-poisson":
        return _each("; ".join(filter(None, ("{} degrees of freedom", why))), degrees)
    much = method == "poisson" and diagnostics.dispersion > MUCH
    return _each(NARROW.format(diagnostics.dispersion) if much else "", degrees)


def _each(words: str, degrees: FloatArray) -> NDArray[np.object_]:
    return np.array([words.format(f"{number:.3g}") for number in degrees], dtype=object)
