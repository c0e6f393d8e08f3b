"""What each assumption does to a claim: the widest bar first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from disprop._errors import Said, refused
from disprop.imperfect import Sensitivity
from disprop.plot._axes import COLOURS, LITERAL, new_axes, writable
from disprop.plot._forest import prepare, reference_line
from disprop.plot._rows import Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR: dict[str, Any] = {"linewidth": 14, "solid_capstyle": "butt"}


def tornado(found: Sensitivity, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each assumption that has a range, from the least to the most that it leaves of a claim.

    Use it to show which doubts count most: the widest bar is at the top, and each says where it
    would make the claim fall. The thin line is the number as the counts have
    it, the dashed one where the claim falls; what is beyond it is drawn in another colour.

    Parameters
    ----------
    found : Sensitivity
        What `imperfect.sensitivity` found, with at least one range.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        When no assumption has a range.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import imperfect, plot, rate_ratio
    >>> ratio = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    >>> doubts = {"specificity": (0.98, 1), "group population": (46_476, 55_000), "unmeasured": (1, 2)}
    >>> ax = plot.tornado(imperfect.sensitivity(ratio, doubts))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['specificity 0.98 to 1 (falls at 0.964)', 'unmeasured 1 to 2 (falls at 4.34)', ...]
    """
    spans = sorted(found.spans.items(), key=lambda span: span[1][0] / span[1][1])
    if not spans:
        raise refused("a tornado", "needs a range", Said("none"), hint=": give some to imperfect.sensitivity")
    rows = [Row(label, found.number, *ends, *ends) for label, ends in spans]
    axes = new_axes(8, 1.2 + 0.5 * len(rows)) if ax is None else ax
    prepare(axes, rows, [found.null, found.number, *(end for _, ends in spans for end in ends)], log=True)
    above = found.number > found.null
    for at, row in enumerate(rows):
        beyond = (row.low, min(row.high, found.null)) if above else (max(row.low, found.null), row.high)
        for (start, end), colour in (((row.low, row.high), "interval"), (beyond, "false")):
            if start < end:
                axes.plot(np.clip([start, end], *axes.get_xlim()), [at, at], color=COLOURS[colour], **BAR)
    axes.axvline(found.number, color=COLOURS["reference"], linewidth=0.8)
    reference_line(axes, found.null)
    axes.set_xlabel(writable(found.claim), **LITERAL)
    return axes
