"""False positives against the size of the watchlist or image bank that is searched.

If each of N comparisons has the false match rate `fmr` and they are independent, a search of somebody who is not
in the bank returns a false positive with probability 1 - (1 - fmr)^N. Independence is an assumption: look-alikes,
several images of one person, and comparisons within one demographic group break it, and some algorithms
normalise their scores with N. Take the result as an order of magnitude for another size, not as a measurement.
"""

from __future__ import annotations

import numpy as np

from disprop import _arrays, _data
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import refused, worded
from disprop.estimate import Number, Result

NEARLY_ALL = 0.9995  # from here a percentage of three digits would be 100%
CAVEATS: list[str] = _data.read("alerts", "caveats.json")


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
    fpir, start, end = _arrays.together(
        fpir=(fpir, _arrays.probability), from_size=(from_size, _positive), to_size=(to_size, _arrays.counts)
    ).values()
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
    fpir, size = _arrays.together(fpir=(fpir, _arrays.probability), size=(size, _positive)).values()
    return _chance(1 / size, fpir)


def fpir_by_group(sizes: ArrayLike, *, fmr: ArrayLike) -> FloatArray:
    """Return the false positive identification rate of the people of each group, by who is on the watchlist.

    False matches are commonest between people of one group. So the more people of a group are on the list, the
    likelier are passers-by of that group to be taken for one of them, even where the algorithm treats all groups
    alike.

    Parameters
    ----------
    sizes : array_like of int
        Images on the list, by group on the last axis.
    fmr : array_like of float, groups by groups
        False match rates of one comparison: `fmr[g][h]` between somebody of group g who walks past and somebody of
        group h on the list.

    Returns
    -------
    array
        1 - prod_h (1 - fmr[g][h])^sizes[h], by group g on the last axis.

    Raises
    ------
    DispropError
        When `fmr` does not have one row and one column for each group of `sizes`.

    Examples
    --------
    Three quarters of a list are of one group; false matches are as common within either:

    >>> from disprop import alerts
    >>> one, other = alerts.fpir_by_group([7_500, 2_500], fmr=[[1e-7, 1e-9], [1e-9, 1e-7]])
    >>> print(f"1 in {1 / one:,.0f} and 1 in {1 / other:,.0f}, a ratio of {one / other:.2f}")
    1 in 1,329 and 1 in 3,884, a ratio of 2.92
    """
    images, rates = _arrays.counts("sizes", sizes), _arrays.probability("fmr", fmr)
    groups = images.shape[-1:]
    if not groups or rates.shape != groups * 2:
        raise worded("rates of groups", "fmr", rates.shape, sizes=images.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(images[..., None, :] == 0, 0.0, images[..., None, :] * np.log1p(-rates))
    return np.asarray(-np.expm1(logs.sum(axis=-1)))


class AtScale(Result):
    """What a false match rate means for a search of a watchlist or bank; `str` writes it with its caveats.

    Attributes
    ----------
    size, fmr : images searched, and the false match rate of one comparison.
    fpir : searches of people who are not in the bank that return somebody, over all of these.
    false_candidates : wrong people returned by one search, on average.
    """

    size: Number
    fmr: Number
    fpir: Number
    false_candidates: Number

    def __str__(self) -> str:
        """Write the numbers, and what they rest on."""
        rows = zip(*(np.ravel(each) for each in (self.size, self.fpir, self.false_candidates)), strict=True)
        said = [
            f"{size:,.0f} image{_plural(size)}: a false match in {_share(fpir)} of searches, "
            f"{candidates:.3g} false candidate{_plural(candidates)} a search"
            for size, fpir, candidates in rows
        ]
        return "\n".join([*said, f"({'; '.join(CAVEATS)})"])


def _plural(number: float) -> str:
    return "" if number == 1 else "s"


def at_scale(size: ArrayLike, *, fmr: ArrayLike) -> AtScale:
    """Return what a false match rate means for one search among `size` images, with the caveats.

    Parameters
    ----------
    size : array_like of int
        Images in the watchlist or bank.
    fmr : array_like of float
        False match rate of one comparison, between 0 and 1.

    Returns
    -------
    AtScale
        `fpir` is 1 - (1 - fmr)^size, computed so that no digit is lost when fmr is tiny: searches with a false
        positive, over all searches of people who are not in the bank. `false_candidates` is size * fmr, also called
        false selectivity, and is not a share: a search of a large bank can return many wrong people. It does not need
        the comparisons to be independent.

    Examples
    --------
    A false match rate of one in a million, against 2,226 images and against 200 million:

    >>> from disprop import alerts
    >>> print(alerts.at_scale(200_000_000, fmr=1e-6))
    200,000,000 images: a false match in 100% of searches, 200 false candidates a search
    (if comparisons are independent, which look-alikes and several images of one person are not; ...
    >>> [float(rate.round(6)) for rate in alerts.at_scale([2_226, 200_000_000], fmr=1e-6).fpir]
    [0.002224, 1.0]
    """
    size, fmr = _arrays.together(size=(size, _arrays.counts), fmr=(fmr, _arrays.probability)).values()
    return AtScale(size[()], fmr[()], _chance(size, fmr), (size * fmr)[()])


def _share(chance: float) -> str:
    """Write a chance as a percentage, which is 100% where it is 1 and no less."""
    return "more than 99.9%" if NEARLY_ALL <= chance < 1 else f"{100 * chance:.3g}%"


def _chance(times: FloatArray, rate: FloatArray) -> FloatArray | np.float64:
    """Return 1 - (1 - rate)^times."""
    with np.errstate(divide="ignore", invalid="ignore"):  # log1p(-1) is minus infinity: certain, unless never tried
        return np.where(times == 0, 0.0, -np.expm1(times * np.log1p(-rate)))[()]


def _positive(name: str, size: ArrayLike) -> FloatArray:
    numbers = _arrays.counts(name, size)
    if (numbers == 0).any():
        raise refused(name, "must be at least 1 image", 0)
    return numbers
