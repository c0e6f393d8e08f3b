"""Figures as files that are the same each time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def save_svg(ax: Axes, path: str | Path) -> Path:
    """Write the figure of `ax` as SVG, byte for byte the same each time, with its text kept as text.

    Parameters
    ----------
    ax : matplotlib Axes
    path : str or Path

    Returns
    -------
    Path
        Where it was written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from disprop import plot, proportion
    >>> ax = plot.forest({"false alerts": proportion(12, 14)}, reference=None, log=False)
    >>> with TemporaryDirectory() as folder:
    ...     plot.save_svg(ax, f"{folder}/alerts.svg").name
    'alerts.svg'
    """
    from matplotlib import rc_context

    with rc_context({"svg.hashsalt": "disprop", "svg.fonttype": "none"}):
        figure = cast("Figure", ax.get_figure(root=True))
        figure.savefig(path, format="svg", metadata={"Date": None}, bbox_inches="tight")
    return Path(path)
