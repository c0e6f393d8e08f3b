"""A trial that stops as soon as its errors say enough: Wald's sequential probability ratio test."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import DispropError, refused
from disprop.planning._stopping import Lines, calibrated, outcome

ANSWERS = ("continue", "accept", "reject")
MOST_ERRORS = 3_000  # of a trial whose error rate lies between the two: some seconds to enumerate


@dataclass(frozen=True, slots=True, kw_only=True)
class SequentialPlan:
    """Wald's sequential test of an error rate: look after every pass, and stop when the answer is clear.

    Parameters
    ----------
    acceptable : float
        An error rate at which the system should be accepted.
    unacceptable : float
        A higher one, at which it should be rejected.
    reject_wrongly, accept_wrongly : float
        The chances that are allowed for rejecting at the acceptable, and for accepting at the unacceptable rate.
        Neither is exceeded, nor at any rate below the one or above the other.

    Attributes
    ----------
    bounds : tuple of float
        The log likelihood ratios at which the system is accepted, and rejected: those nearest to 0 at which both
        errors hold.

    Raises
    ------
    DispropError
        For rates that are not in order, or so near to each other that a trial sees more than some 3,000 errors; for
        allowed errors of a half or more.

    Notes
    -----
    The system is accepted when the log likelihood ratio of the two rates, x log(p1/p0) + (n - x) log(q1/q0), falls to
    the lower bound, and rejected when it rises to the upper one [1]_. The passes are independent.

    Wald's bounds are log(b / (1 - a)) and log((1 - b) / a), with a and b the allowed errors. They take a trial to end
    exactly at a bound. It ends beyond, and so one of the two errors may exceed what is allowed. Here both errors are
    added up exactly, over every course that a trial can take, and the bounds are those at which neither does.

    References
    ----------
    .. [1] Wald 1945, Annals of Mathematical Statistics 16: 117-186.

    Examples
    --------
    1 false alert in 6,000 passes would do, 1 in 1,000 would not:

    >>> from disprop import planning
    >>> plan = planning.SequentialPlan(acceptable=1 / 6000, unacceptable=1 / 1000)
    >>> print(plan)
    accepted after 3,532 passes without an error, and 2,150 more for each error;
    rejected at 2 errors in the first passes;
    wrongly rejected in 5.00% of trials, wrongly accepted in 5.00%
    >>> [plan.decide(errors, 2_000) for errors in (0, 2, 4)]
    ['continue', 'continue', 'reject']
    >>> [round(plan.expected_passes(1 / one_in)) for one_in in (6000, 2000, 1000)]
    [4961, 5728, 2844]
    """

    acceptable: float
    unacceptable: float
    reject_wrongly: float = 0.05
    accept_wrongly: float = 0.05
    bounds: tuple[float, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse rates that are not in order, and chances of error of a half or more."""
        for name in ("acceptable", "unacceptable", "reject_wrongly", "accept_wrongly"):
            object.__setattr__(self, name, _arrays.one(name, getattr(self, name), _arrays.inner))
        if not self.acceptable < self.unacceptable:
            raise refused("acceptable", "must be below unacceptable", self.acceptable, of=f" and {self.unacceptable!r}")
        if (most := max(self.reject_wrongly, self.accept_wrongly)) >= 0.5:
            raise refused("reject_wrongly and accept_wrongly", "must be below 0.5", most)
        self._far_enough()
        rates, allowed = (self.acceptable, self.unacceptable), (self.reject_wrongly, self.accept_wrongly)
        object.__setattr__(self, "bounds", calibrated(*self.steps, rates, allowed))

    def _far_enough(self) -> None:
        """Refuse rates so near that a trial between them would go on for too long: errors by Wald's formula."""
        error, silence = self.steps
        square = error**2 + (1 / self.unacceptable - 1) * silence**2
        errors = np.log(self.reject_wrongly) * np.log(self.accept_wrongly) / square
        if errors > MOST_ERRORS:
            both, got = "acceptable and unacceptable", (self.acceptable, self.unacceptable)
            raise DispropError(
                f"{both} are too near: a trial between {got[0]!r} and {got[1]!r} takes about {errors:,.0f} errors to "
                f"end, and only {MOST_ERRORS:,} are added up",
                what=both,
                got=got,
            )

    @property
    def steps(self) -> tuple[float, float]:
        """What a pass with an error, and one without, add to the log likelihood ratio."""
        p0, p1 = self.acceptable, self.unacceptable
        return float(np.log(p1 / p0)), float(np.log1p(-p1) - np.log1p(-p0))

    def decide(self, errors: ArrayLike, passes: ArrayLike) -> str | NDArray[np.str_]:
        """Return "accept", "reject" or "continue" after so many errors in so many passes."""
        x, n = _arrays.together(errors=(errors, _arrays.counts), passes=(passes, _arrays.counts)).values()
        _arrays.at_most("errors", x, "passes", n)
        answers = np.array(ANSWERS)[(n >= self._lines.accept_at(x)) + 2 * (x >= self._lines.reject_at(n))]
        return str(answers) if answers.ndim == 0 else answers

    def accept_at(self, errors: ArrayLike) -> FloatArray | np.float64:
        """Return the passes after which a system with so many errors is accepted."""
        return self._lines.accept_at(_arrays.counts("errors", errors))[()]

    def reject_at(self, passes: ArrayLike) -> FloatArray | np.float64:
        """Return how many errors in so many passes reject the system; there may be more than there are passes."""
        return self._lines.reject_at(_arrays.counts("passes", passes))[()]

    def expected_passes(self, rate: float) -> float:
        """Return how many passes the test takes on average at this error rate: exact, by enumeration."""
        return outcome(self._lines, _arrays.one("rate", rate, _arrays.inner)).passes

    def accepts(self, rate: float) -> float:
        """Return the chance that a system with this error rate is accepted: exact, by enumeration."""
        return outcome(self._lines, _arrays.one("rate", rate, _arrays.inner)).accepted

    @property
    def _lines(self) -> Lines:
        return Lines(*self.steps, *self.bounds)

    def __str__(self) -> str:
        """Write when the test stops, and how often it is wrong."""
        first, second = float(self.accept_at(0)), float(self.accept_at(1))
        wrong = 1 - self.accepts(self.acceptable), self.accepts(self.unacceptable)
        return (
            f"accepted after {first:,.0f} passes without an error, and {second - first:,.0f} more for each error;\n"
            f"rejected at {float(self.reject_at(0)):,.0f} errors in the first passes;\n"
            f"wrongly rejected in {100 * wrong[0]:#.3g}% of trials, wrongly accepted in {100 * wrong[1]:#.3g}%"
        )
