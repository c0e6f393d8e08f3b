"""Pictures as they look: beside those that were looked at, in colour; in print without any; and bars of rates."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from disprop import DispropError, between, plot, rate, rate_difference, rate_ratio
from drawn import GROUPS, PICTURES, RATES

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.image import imread
from matplotlib.patches import Rectangle
from matplotlib.testing.compare import compare_images
from matplotlib.text import Text
from matplotlib.ticker import NullFormatter

LOOKED_AT = Path(__file__).parent / "pictures"  # `python tests/test_pictures.py` draws them anew: look at each
# The root of the mean squared difference of pixels of 0 to 255. Without words pictures are the same in Matplotlib 3.10
# and 3.11.2, and the shortest interval that is gone makes 0.73. With words they differ by 17 to 31, as another FreeType
# sets these otherwise: what is written is looked at by the tests of the plots.
CLOSE = 0.5


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def drawn(name: str, path: Any, *styles: Any, words: bool = True) -> None:
    with plt.style.context(["default", *styles, {"font.family": "DejaVu Sans", "savefig.dpi": 50}]):
        figure = plt.figure(figsize=(8, 4))
        ax = PICTURES[name](figure.add_axes((0.3, 0.15, 0.4, 0.75)))
        if not words:
            without_words(ax)
        figure.savefig(path, format="png")


def without_words(ax: Axes) -> None:
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(NullFormatter())
    for each in ax.child_axes:
        each.set_yticks([])
    for text in ax.findobj(Text):
        text.set_text("")  # type: ignore[attr-defined]
    if legend := ax.get_legend():
        legend.remove()


def file_of(name: str) -> Path:
    return LOOKED_AT / f"{name.replace(' ', '-')}.png"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_looks_as_it_did(name: str, tmp_path: Path) -> None:
    drawn(name, tmp_path / "now.png", words=False)
    assert compare_images(str(file_of(name)), str(tmp_path / "now.png"), tol=CLOSE) is None


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_grey_in_a_style_of_greys_and_in_colour_elsewhere(name: str) -> None:
    seen = {}
    for styles in ((), ("grayscale",)):
        drawn(name, file := BytesIO(), *styles)
        file.seek(0)
        pixels = imread(file)[..., :3]
        seen[styles] = bool((pixels.max(axis=-1) - pixels.min(axis=-1) < 1e-6).all())
    assert seen == {(): False, ("grayscale",): True}


def test_what_colours_tell_apart_greys_tell_by_their_hatches_and_shapes() -> None:
    def bars(name: str) -> set[tuple[Any, Any]]:
        return {(bar.get_facecolor(), bar.get_hatch()) for bar in PICTURES[name](None).patches if bar.get_fill()}

    with plt.style.context("grayscale"):
        assert {hatch for _, hatch in bars("alert funnel")} == {"", "///", "\\\\\\"}
        assert {hatch for _, hatch in bars("waterfall")} == {"", "..."}
        greys = [plot.COLOURS[name] for name in plot.COLOURS]
        assert len({*greys}) == len(greys)
        light = sorted(int(grey[1:3], 16) for grey in greys)
        assert min(np.diff(light)) > 20
    assert {hatch for _, hatch in bars("waterfall")} <= {"", None}
    assert {line.get_marker() for line in PICTURES["funnel"](None).lines} >= {"o", "D"}


def widths(ax: Axes) -> list[float]:
    return [bar.get_width() for bar in ax.patches if isinstance(bar, Rectangle)]


def test_bars_begin_at_nothing_and_have_their_limits_and_numbers() -> None:
    ax = plot.bars(dict(zip(GROUPS, RATES, strict=True)))
    value, high = np.asarray(RATES.value), np.asarray(RATES.high)
    assert widths(ax) == pytest.approx([*value[:2], 0, value[3]])
    assert ax.get_xlim()[0] == 0
    assert ax.get_xlim()[1] > high[3]
    (beside,) = ax.child_axes
    said = [label.get_text() for label in beside.get_yticklabels()]
    assert said == [
        "1.999 (1.795 to 2.219)",
        "7.10 (4.89 to 9.97)",
        "undefined",
        "3.33 (0.69 to 9.74)",
    ]
    frame = pd.DataFrame({"label": ["a"], "value": [3.0], "low": [1.0], "high": [5.0], "measure": ["rate"]})
    assert widths(plot.bars(frame)) == [3]
    lower = plot.bars(rate_difference(group=(1, 900), reference=(12, 900)).per(100))
    assert widths(lower)[0] < 0
    assert lower.get_xlim()[0] < 0
    part = plot.bars(rate(between(0, 4), 900))
    assert widths(part) == [0]
    with pytest.raises(DispropError, match=r"bars begin at 0; got rate ratio: draw ratios with plot\.forest"):
        plot.bars(rate_ratio(group=(3, 900), reference=(4, 900)))


def test_a_row_without_a_number_says_why_where_it_knows() -> None:
    columns = {"label": ["a", "b"], "value": [2.0, None], "low": [1.0, None], "high": [3.0, None]}
    ax = plot.forest(pd.DataFrame({**columns, "note": ["", "not recomputable"]}))
    assert [label.get_text() for label in ax.child_axes[0].get_yticklabels()] == [
        "2.00 (1.00 to 3.00)",
        "not recomputable",
    ]
    ax = plot.forest(pd.DataFrame(columns))
    assert [label.get_text() for label in ax.child_axes[0].get_yticklabels()][1] == "undefined"


if __name__ == "__main__":
    LOOKED_AT.mkdir(exist_ok=True)
    for each in PICTURES:
        drawn(each, file_of(each), words=False)
    sys.stdout.write(f"look at {len(PICTURES)} pictures in {LOOKED_AT}\n")
