"""What the plots share: colours that stay apart for every reader, a new figure, ticks in plain numbers, and files.

Colours are those of Okabe and Ito, which stay apart for readers with any common form of colour blindness. Figures as
files are the same each time. Matplotlib is imported when something is drawn, never before.
"""

from __future__ import annotations

import math
import textwrap
import warnings
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary
from xml.sax.saxutils import escape

from disprop import _data
from disprop._errors import needed, worded
from disprop._text import writable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


WIDE = 38  # letters of a label, before it goes on in the next line
SEEN: WeakKeyDictionary[Any, list[str]] = WeakKeyDictionary()  # what is seen on axes: a headline, and its numbers
LITERAL: dict[str, Any] = {"parse_math": False}  # for matplotlib, which reads $5-$10 as a formula

WORDS: dict[str, Any] = _data.read("plot", "words.json")


def grey() -> bool:
    """Return whether the style of Matplotlib has greys alone, as "grayscale" has."""
    from matplotlib import rcParams
    from matplotlib.colors import to_rgb

    cycle = rcParams["axes.prop_cycle"].by_key().get("color", ["red"])
    return all(len({*to_rgb(each)}) == 1 for each in cycle)


class Colours(dict[str, str]):
    """Colours that are greys in a style that has these alone."""

    def __getitem__(self, name: str) -> str:
        """Return a colour by what it shows."""
        return str(WORDS["greys"][name] if grey() else super().__getitem__(name))


#: The colours of all plots, by what they show, to draw more in the same way; greys where the style has these alone.
COLOURS: Mapping[str, str] = MappingProxyType(Colours(WORDS["colours"]))


def style(name: str) -> dict[str, Any]:
    """Return how something is drawn, in the colours of the style."""
    return {**WORDS["styles"][name], "color": COLOURS[WORDS["styles"][name]["color"]]}


def draw_bars(axes: Axes, at: Any, lengths: Any, names: list[str], **how: Any) -> None:
    """Draw bars in the colours of these names, told apart by hatches where the style has greys alone."""
    hatch = [WORDS["hatches"].get(name, "") * grey() for name in names]
    axes.barh(at, lengths, color=[COLOURS[name] for name in names], edgecolor="white", linewidth=0, hatch=hatch, **how)


def new_axes(width: float, height: float) -> Axes:
    """Return the axes of a new figure of this size in inches, or say what to install."""
    plt = needed("matplotlib.pyplot")
    with warnings.catch_warnings():  # a context of its own settings would end what notebooks set meanwhile
        warnings.filterwarnings("ignore", "More than", RuntimeWarning)  # a picture for each of 43 forces is no fault
        axes: Axes = plt.subplots(figsize=(width, height), layout="constrained")[1]
    return axes


def ink(axes: Axes) -> Any:
    """Return the colour in which the style of these axes writes: black on white, and white on black."""
    return axes.xaxis.label.get_color()


def tell(axes: Axes, headline: str, lines: Iterable[str] = ()) -> None:
    """Say in words what is seen on axes, for readers who do not see it; a file has it as title and description."""
    SEEN[axes] = [*SEEN.get(axes, []), headline, *lines]


def in_lines(axes: Axes, names: list[str], ends: tuple[float, float], *, log: bool, pad: int, **of_names: Any) -> None:
    """Give each name a line, the first at the top, and fit the other axis to its ends, with ticks in plain numbers."""
    axes.set_xscale("log" if log else "linear")
    axes.set_xlim(*ends)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), [textwrap.fill(name, WIDE) for name in names], **of_names)
    axes.tick_params(axis="y", length=0, pad=pad)
    axes.spines[["top", "left", "right"]].set_visible(False)
    if log:
        plain_ticks(axes, decades=math.log10(ends[1] / ends[0]))


def plain_ticks(axes: Axes, *, decades: float) -> None:
    """Write 0.5, 1, 2 and 5 rather than powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    wide = LogLocator(subs=(1.0, 2.0, 5.0) if decades <= 3 else (1.0,))
    axes.xaxis.set_major_locator(wide if decades > 1 else MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.10g}"))
    axes.xaxis.set_minor_locator(NullLocator())


def save_svg(ax: Axes, path: str | Path) -> Path:
    """Write the figure of `ax` as SVG, byte for byte the same each time, with its text kept as text.

    The file says what is seen: its title what is drawn, its description the numbers, which readers of screens read.

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
    file = place_for(path, ".svg")
    file.write_text(svg_of(ax), encoding="utf-8")
    return file


def place_for(path: str | Path, ending: str) -> Path:
    """Return a path to write to, after refusing another ending, and a folder that is not there."""
    file = Path(path)
    if file.suffix.lower() != ending:
        raise worded("another ending", "path", file.name, ending=ending)
    if not file.parent.is_dir():
        raise worded("no folder", "path", str(file), said=str(file.parent), name=file.name)
    return file


def svg_of(ax: Axes) -> str:
    """Return the figure of `ax` as SVG, the same each time, with its text kept as text, and what is seen in words."""
    from matplotlib import rc_context

    text = StringIO()
    with rc_context({"svg.hashsalt": "disprop", "svg.fonttype": "none"}):
        figure = cast("Figure", ax.get_figure(root=True))
        figure.savefig(text, format="svg", metadata={"Date": None}, bbox_inches="tight")
    title, *lines = [writable(said) for axes in figure.axes for said in SEEN.get(axes, _texts(axes))] or ["Picture"]
    seen = f"<title>{escape(title)}</title><desc>{escape('; '.join(lines))}</desc>"
    return text.getvalue().replace("<svg ", '<svg role="img" ', 1).replace("<metadata>", f"{seen}\n <metadata>", 1)


def _texts(axes: Axes) -> list[str]:
    """Return what is written on axes that others drew."""
    labels = (label.get_text() for label in axes.get_yticklabels())
    return [*filter(None, (axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), *labels))]
