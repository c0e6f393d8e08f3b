"""The stages of a disparity, each a step from 1 to the ratio of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from disprop._errors import Said, refused
from disprop.disparity import Stages
from disprop.disparity._stages import ALL
from disprop.plot._axes import COLOURS, in_lines, new_axes, writable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROOM = 1.05  # beyond the outermost limit
THICK = 0.5


def waterfall(found: Stages, *, ax: Axes | None = None) -> Axes:
    """Draw each stage as a bar from the ratio before it to the ratio after it, and the ratio of all stages below.

    Use it to show where a disparity comes about: equal steps are equal ratios, as the axis is logarithmic. A step back
    has another colour. The thin line at the end of a bar is the interval of that stage alone.

    Parameters
    ----------
    found : Stages
        What `disparity.stages` found, of one group.
    ax : matplotlib Axes, optional
        Where to draw; a new figure when left out.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DispropError
        For several groups at once, and for a stage without a ratio, or with one of 0 or infinity.
    ImportError
        When matplotlib is not installed.

    Examples
    --------
    >>> from disprop import disparity, plot
    >>> found = disparity.stages(["stop", "search"], group=([300, 90], 5_000), reference=([2_000, 400], 100_000))
    >>> [label.get_text() for label in plot.waterfall(found).get_yticklabels()]
    ['stop', 'search', 'all stages']
    """
    if np.ndim(found.total.value):
        raise refused("a waterfall", "is of one group", Said("several"), hint=": draw each by itself")
    steps = {**found.ratios, ALL: found.total}
    for name, step in steps.items():
        if not np.isfinite(step.value) or step.value == 0:
            raise refused(f"the ratio of {name!r}", "must have one length to be a step", step)
    ends = np.cumprod([1.0, *(step.value for step in found.ratios.values())])
    starts = [*ends[:-1], 1.0]
    limits = np.array(
        [(start * step.low, start * step.high) for start, step in zip(starts, steps.values(), strict=True)]
    )
    axes = new_axes(7, 1 + 0.5 * len(steps)) if ax is None else ax
    bars = [*zip(starts, ends[1:], strict=False), (1.0, float(found.total.value))]
    for row, ((start, end), each) in enumerate(zip(bars, limits, strict=True)):
        colour = "unknown" if row == len(bars) - 1 else "interval" if end > start else "bounds"
        axes.barh(row, end - start, left=start, height=THICK, color=COLOURS[colour], alpha=0.6)
        axes.plot(each, [row, row], color=COLOURS["reference"], linewidth=1)
        axes.plot([end, end], [row, min(row + 1, len(bars) - 1)], color=COLOURS["unknown"], linewidth=0.8, zorder=0)
    axes.axvline(1, color=COLOURS["reference"], linewidth=0.8, linestyle="--", zorder=0)
    every = [1.0, *ends, *limits[np.isfinite(limits) & (limits > 0)]]
    in_lines(axes, [*map(writable, steps)], (min(every) / ROOM, max(every) * ROOM), log=True, pad=4)
    axes.set_xlabel("ratio to the reference, stage by stage")
    return axes
