"""Figures as files that are the same each time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from disprop._errors import advised

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def save_svg(ax: Axes, path: str | Path) -> Path:
    """Write the figure of `ax` as SVG, byte for byte the same each time, with its text kept as text.

    Parameters
    ----------
    ax : matplotlib Axes
    path : str or Path
        A name that ends in .svg, in a folder that is there.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    DispropError
        For a name that ends otherwise, or a folder that is not there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from disprop import plot, proportion
    >>> ax = plot.forest({"false alerts": proportion(12, 14)}, reference=None, log=False)
    >>> with TemporaryDirectory() as folder:
    ...     plot.save_svg(ax, f"{folder}/alerts.svg").name
    'alerts.svg'
    """
    file = Path(path)
    if file.suffix.lower() != ".svg":
        hint = ": end it in .svg, or take ax.figure.savefig"
        raise advised(f"save_svg writes SVG; got the name {file.name!r}", hint, what="path", got=file.name)
    if not file.parent.is_dir():
        said = f"there is no folder {str(file.parent)!r} to write {file.name} in"
        raise advised(said, ": make it first", what="path", got=str(file))
    from matplotlib import rc_context

    with rc_context({"svg.hashsalt": "disprop", "svg.fonttype": "none"}):
        figure = cast("Figure", ax.get_figure(root=True))
        figure.savefig(file, format="svg", metadata={"Date": None}, bbox_inches="tight")
    return file
