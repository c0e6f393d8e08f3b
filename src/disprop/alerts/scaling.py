"""False positives against the size of the watchlist or image bank that is searched.

If each of N comparisons has the false match rate `fmr` and they are independent, a search of somebody who is not
in the bank returns a false positive with probability 1 - (1 - fmr)^N. Independence is an assumption: look-alikes,
several images of one person, and comparisons within one demographic group break it, and some algorithms
normalise their scores with N. Take the result as an order of magnitude for another size, not as a measurement.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import DispropError, FloatArray


def fpir_at(size: ArrayLike, *, fmr: ArrayLike) -> FloatArray | np.float64:
    """Return the false positive identification rate of a search among `size` images.

    Parameters
    ----------
    size : array_like of int
        Images in the watchlist or bank.
    fmr : array_like of float
        False match rate of one comparison, between 0 and 1.

    Returns
    -------
    float or array
        1 - (1 - fmr)^size, computed so that no digit is lost when fmr is tiny: searches with a false positive,
        over all searches of people who are not in the bank.

    Examples
    --------
    A false match rate of one in a million, against 2,226 images and against 200 million:

    >>> from disprop import alerts
    >>> [float(rate.round(6)) for rate in alerts.fpir_at([2_226, 200_000_000], fmr=1e-6)]
    [0.002224, 1.0]
    """
    given = {"size": size, "fmr": fmr}
    size, fmr = _together(given, size=_arrays.counts("size", size), fmr=_arrays.probability("fmr", fmr))
    return _chance(size, fmr)


def rescale_fpir(fpir: ArrayLike, *, from_size: ArrayLike, to_size: ArrayLike) -> FloatArray | np.float64:
    """Return a false positive identification rate measured at one size, for another size.

    Parameters
    ----------
    fpir : array_like of float
        The rate measured, between 0 and 1.
    from_size, to_size : array_like of int
        Images when it was measured, and images now.

    Returns
    -------
    float or array
        1 - (1 - fpir)^(to_size / from_size).

    Examples
    --------
    1 in 6,000 against 10,000 images is about 1 in 60,000 against 1,000:

    >>> from disprop import alerts
    >>> print(f"1 in {1 / alerts.rescale_fpir(1 / 6000, from_size=10_000, to_size=1_000):,.1f}")
    1 in 59,995.5
    """
    fpir, start, end = _together(
        {"fpir": fpir, "from_size": from_size, "to_size": to_size},
        fpir=_arrays.probability("fpir", fpir),
        from_size=_positive("from_size", from_size),
        to_size=_arrays.counts("to_size", to_size),
    )
    return _chance(end / start, fpir)


def fmr_needed(fpir: ArrayLike, size: ArrayLike) -> FloatArray | np.float64:
    """Return the false match rate of one comparison that keeps a search among `size` images at `fpir`.

    Parameters
    ----------
    fpir : array_like of float
        The false positive identification rate to be kept, between 0 and 1.
    size : array_like of int
        Images in the watchlist or bank.

    Returns
    -------
    float or array
        1 - (1 - fpir)^(1 / size).

    Examples
    --------
    A bank of 200 million images and one false positive in 1,000 searches:

    >>> from disprop import alerts
    >>> print(f"{alerts.fmr_needed(1 / 1000, 200_000_000):.1e}")
    5.0e-12
    """
    given = {"fpir": fpir, "size": size}
    fpir, size = _together(given, fpir=_arrays.probability("fpir", fpir), size=_positive("size", size))
    return _chance(1 / size, fpir)


def _chance(times: FloatArray, rate: FloatArray) -> FloatArray | np.float64:
    """Return 1 - (1 - rate)^times."""
    with np.errstate(divide="ignore", invalid="ignore"):  # log1p(-1) is minus infinity: certain, unless never tried
        return np.where(times == 0, 0.0, -np.expm1(times * np.log1p(-rate)))[()]


def _positive(name: str, size: ArrayLike) -> FloatArray:
    numbers = _arrays.counts(name, size)
    if (numbers == 0).any():
        raise DispropError(f"{name} must be at least 1 image; got 0")
    return numbers


def _together(given: dict[str, ArrayLike], **read: FloatArray) -> list[FloatArray]:
    return list(_arrays.broadcast(given, read).values())
