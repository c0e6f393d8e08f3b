"""What a forest plot draws: the artists, where they stand, and the words beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from disprop import (
    DispropError,
    alerts,
    areas,
    between,
    direct_rate,
    disparity,
    odds_ratio,
    plot,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
    strata,
    tables,
)
from disprop.estimate import rows_of

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

REFERENCE = (60, 8_000)
BLACK = rate_ratio(group=(30, 1_000), reference=REFERENCE)
ASIAN = rate_ratio(group=(12, 1_500), reference=REFERENCE)
NO_GROUP_EVENTS = rate_ratio(group=(0, 700), reference=REFERENCE)
NO_REFERENCE_EVENTS = rate_ratio(group=(5, 700), reference=(0, 8_000))
NO_EVENTS = rate_ratio(group=(0, 700), reference=(0, 8_000))


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def lines_at(ax: Axes, row: int) -> list[tuple[list[float], str, str]]:
    """Return (xs, marker, colour) of everything drawn in one row."""
    return [
        (np.asarray(line.get_xdata(), dtype=float).tolist(), str(line.get_marker()), str(line.get_color()))
        for line in ax.lines
        if set(np.asarray(line.get_ydata(), dtype=float).tolist()) == {float(row)}
    ]


def marked(ax: Axes, row: int) -> dict[str, float]:
    """Return where each marker of a row stands."""
    return {marker: xs[0] for xs, marker, _ in lines_at(ax, row) if marker != "None"}


def bar(ax: Axes, row: int, colour: str) -> list[float]:
    (xs,) = [xs for xs, marker, drawn in lines_at(ax, row) if marker == "None" and drawn == colour]
    return xs


def tick_words(ax: Axes) -> list[str]:
    ax.figure.canvas.draw()
    left, right = ax.get_xlim()
    return [t.get_text() for t in ax.get_xticklabels() if left <= t.get_position()[0] <= right]


def test_a_picture_for_each_of_many_forces_is_no_warning() -> None:
    drawn = [plot.forest({"Black": BLACK}) for _ in range(25)]
    assert len({id(ax.figure) for ax in drawn}) == 25


def test_point_and_limits_stand_where_the_estimate_says() -> None:
    ax = plot.forest({"Black": BLACK, "Asian": ASIAN})
    for row, estimate in enumerate((BLACK, ASIAN)):
        assert marked(ax, row) == {"s": float(estimate.value)}
        assert bar(ax, row, plot.COLOURS["interval"]) == [float(estimate.low), float(estimate.high)]


def test_first_row_is_at_the_top() -> None:
    ax = plot.forest({"Black": BLACK, "Asian": ASIAN})
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Black", "Asian"]
    assert list(ax.get_yticks()) == [0, 1]
    assert ax.get_ylim() == (1.5, -0.5)


def test_log_axis_has_plain_numbers() -> None:
    ax = plot.forest({"Black": BLACK, "none": NO_GROUP_EVENTS, "no reference": NO_REFERENCE_EVENTS})
    assert ax.get_xscale() == "log"
    assert tick_words(ax) == ["0.5", "1", "2", "5", "10"]


def test_narrow_log_axis_still_has_ticks() -> None:
    ax = plot.forest([rate_ratio(group=(10_400, 1_000), reference=(10_000, 1_000))], labels=["close"])
    words = tick_words(ax)
    assert len(words) >= 3
    assert all("e" not in word for word in words)


def test_wide_log_axis_has_one_tick_a_decade() -> None:
    huge = rate_ratio(group=(3_000, 100), reference=(2, 80_000))
    ax = plot.forest({"huge": huge, "small": ASIAN})
    assert {"1", "100", "10,000"} <= set(tick_words(ax))
    assert "2" not in tick_words(ax)


def test_linear_axis() -> None:
    ax = plot.forest({"false alerts": proportion(12, 14)}, log=False, reference=None)
    assert ax.get_xscale() == "linear"
    assert marked(ax, 0) == {"s": 12 / 14}


def test_infinite_limit_is_an_arrow_to_the_right_edge() -> None:
    ax = plot.forest({"Black": BLACK, "no reference": NO_REFERENCE_EVENTS})
    assert marked(ax, 1) == {">": ax.get_xlim()[1]}
    assert bar(ax, 1, plot.COLOURS["interval"]) == [float(NO_REFERENCE_EVENTS.low), ax.get_xlim()[1]]


def test_zero_on_a_log_axis_is_an_arrow_to_the_left_edge() -> None:
    ax = plot.forest({"Black": BLACK, "none": NO_GROUP_EVENTS})
    assert marked(ax, 1) == {"<": ax.get_xlim()[0]}
    assert bar(ax, 1, plot.COLOURS["interval"]) == [ax.get_xlim()[0], float(NO_GROUP_EVENTS.high)]


def test_zero_on_a_linear_axis_is_a_point() -> None:
    ax = plot.forest({"none": NO_GROUP_EVENTS}, log=False)
    assert marked(ax, 0) == {"s": 0.0}


def test_undefined_row_keeps_its_place_and_says_so() -> None:
    ax = plot.forest({"Black": BLACK, "nobody": NO_EVENTS, "Asian": ASIAN})
    assert beside(ax)[1].startswith("undefined")
    assert lines_at(ax, 1) == []
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Black", "nobody", "Asian"]


def test_every_row_undefined() -> None:
    ax = plot.forest({"nobody": NO_EVENTS}, reference=None)
    assert beside(ax)[0].startswith("undefined")
    assert ax.get_xlim()[0] < 1 < ax.get_xlim()[1]


def test_reference_group_is_a_point_without_limits() -> None:
    frame = pd.DataFrame({"label": ["White"], "value": [1.0], "low": [math.nan], "high": [math.nan]})
    ax = plot.forest(frame)
    assert marked(ax, 0) == {"s": 1.0}
    assert bar(ax, 0, plot.COLOURS["interval"]) == [1.0, 1.0]


def vertical_lines(ax: Axes) -> list[float]:
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    return [float(np.asarray(line.get_xdata())[0]) for line in dashed]


@pytest.mark.parametrize(("reference", "drawn"), [(1.0, [1.0]), (2.5, [2.5]), (None, [])])
def test_reference_line(reference: float | None, drawn: list[float]) -> None:
    assert vertical_lines(plot.forest({"Black": BLACK}, reference=reference)) == drawn


def test_reference_line_is_always_in_view() -> None:
    left, right = plot.forest({"Black": BLACK}, reference=0.1).get_xlim()
    assert left < 0.1 < float(BLACK.high) < right


def test_colours_are_those_of_okabe_and_ito() -> None:
    assert to_rgba(plot.COLOURS["interval"])[:3] == pytest.approx((0, 114 / 255, 178 / 255))
    assert to_rgba(plot.COLOURS["bounds"])[:3] == pytest.approx((230 / 255, 159 / 255, 0))


def test_draws_into_the_axes_it_is_given() -> None:
    _, ax = plt.subplots()
    assert plot.forest({"Black": BLACK}, ax=ax) is ax
    assert len(plt.get_fignums()) == 1


def columns() -> dict[str, list[object]]:
    return {
        "label": ["Black", "Asian", "nobody"],
        "value": [float(BLACK.value), float(ASIAN.value), None],
        "low": [float(BLACK.low), float(ASIAN.low), None],
        "high": [float(BLACK.high), float(ASIAN.high), None],
    }


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
def test_frames_of_any_library(library: Any) -> None:
    ax = plot.forest(library(columns()))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Black", "Asian", "nobody"]
    assert marked(ax, 1) == {"s": float(ASIAN.value)}
    assert beside(ax)[2] == "undefined"


def test_one_estimate_of_several_numbers() -> None:
    several = rate_ratio(group=([30, 12], [1_000, 1_500]), reference=REFERENCE)
    ax = plot.forest(several, labels=["Black", "Asian"])
    assert [marked(ax, row)["s"] for row in range(2)] == [float(BLACK.value), float(ASIAN.value)]


def test_labels_replace_those_of_a_mapping() -> None:
    ax = plot.forest({"b": BLACK}, labels=["Black"])
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Black"]


@pytest.mark.parametrize(
    ("source", "arguments", "words"),
    [
        ([BLACK, ASIAN], {"labels": ["Black"]}, "got 1 labels for 2 rows"),
        ({}, {}, "there is no estimate here; give at least one"),
        ({"Black": BLACK}, {"reference": 0.0}, "reference must be above 0 on a log axis; got 0.0"),
        (pd.DataFrame({"label": ["Black"], "value": [1.0]}), {}, r"lacks \['low', 'high'\]"),
        ({"Black": BLACK}, {"labels": "Black"}, r"labels must be one text for each row; got 'Black': give a list"),
        ({"Black": BLACK}, {"reference": "White"}, "reference must be a number, 'no effect' or None; got 'White'"),
        (
            {"rate": rate(3, 10), "ratio": BLACK},
            {},
            "one measure in one unit; got rate and rate ratio and per 1: draw the rows of each on axes of their own",
        ),
        ({"a": rate(3, 10), "b": rate(3, 10).per(100)}, {}, "got rate and per 1 and per 100"),
        ({"odds": odds_ratio(group=(3, 9), reference=(4, 9)), "rates": BLACK}, {}, "got odds ratio and rate ratio"),
        ([4.0], {"labels": ["Black"]}, "float must be an Estimate, or a record of them; got 4.0"),
    ],
)
def test_refusals_say_what_was_got(source: Any, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(DispropError, match=words):
        plot.forest(source, **arguments)
    assert plt.get_fignums() == []


def row_labels(ax: Axes) -> list[str]:
    return [tick.get_text() for tick in ax.get_yticklabels()]


def test_a_record_a_list_and_an_array_name_their_rows() -> None:
    sides: dict[str, Any] = {"group": ([30, 12], [1_000, 1_500]), "reference": ([60, 9], [8_000, 900])}
    assert row_labels(plot.forest(areas.averages(**sides)))[-2:] == ["within", "composition"]
    assert row_labels(plot.forest([BLACK, ASIAN])) == ["rate ratio 1", "rate ratio 2"]
    assert row_labels(plot.forest(BLACK)) == ["rate ratio"]
    named = pd.Series([3, 4], index=["Kent", "Surrey"])
    assert row_labels(plot.forest(rate(named, 10))) == ["Kent", "Surrey"]
    assert row_labels(plot.forest({"2023": rate(named, 10), "2024": rate(5, 10)})) == [
        "2023: Kent",
        "2023: Surrey",
        "2024",
    ]
    assert row_labels(plot.forest(rate([[1, 2]], 10))) == ["1, 1", "1, 2"]
    assert row_labels(plot.forest(alerts.pool([1, 2, 3], [4, 5, 6]))) == ["estimate"]


@pytest.mark.parametrize("kind", ["mapping", "frame"])
@pytest.mark.parametrize("best", [None, 2])
def test_what_the_counts_allow_is_a_pale_line_around_the_best_guess(best: int | None, kind: str) -> None:
    found = rate(between(0, 4, best=best), 900).per(1_000)
    source = tables.to_frame(found, {"label": ["few"]}) if kind == "frame" else {"few": found}
    ax = plot.forest(source)
    (pale,) = [line for line in ax.lines if line.get_alpha() == 0.35]
    assert np.asarray(pale.get_xdata()).tolist() == [float(found.least), float(found.most)] == [0, 4 / 0.9]
    assert np.asarray(ax.lines[1].get_xdata()).tolist() == [float(found.low), float(found.high)]
    assert marked(ax, 0) == ({} if best is None else {"s": float(found.value)})
    assert "between 0" in beside(ax)[0]
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["confidence interval", "what the counts allow"]


STOPS = pd.DataFrame({"sex": ["f", "m", "x"], "stops": [40, 90, 3], "people": [9_000, 8_000, 90]})
HOW: dict[str, Any] = {"columns": ("stops", "people")}
RATES = tables.estimate_by(STOPS, rate, **HOW, by="sex", per=1_000)
RATIOS = tables.compare_by(STOPS, rate_ratio, **HOW, group="sex", reference="m")


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
def test_labels_name_a_column_of_the_frame(library: Any) -> None:
    frame = library(RATIOS.to_dict("list"))
    assert [t.get_text() for t in plot.forest(frame, labels="sex").get_yticklabels()] == ["f", "m", "x"]
    with pytest.raises(
        DispropError, match=r"lacks \['Sex'\]; name the column of the labels in labels=; it has \['sex',"
    ):
        plot.forest(frame, labels="Sex")
    with pytest.raises(DispropError, match=r"lacks \['label'\]; name the column of the labels in labels="):
        plot.forest(frame)


@pytest.mark.parametrize(
    ("source", "words", "lines", "scale"),
    [
        (RATIOS, "rate ratio (95% CI; reference m)", [1.0], "log"),
        (RATIOS[RATIOS["sex"] != "m"], "rate ratio (95% CI; reference m)", [1.0], "log"),
        (RATIOS.drop(columns="reference"), "rate ratio (95% CI; reference m)", [1.0], "log"),
        (RATIOS.assign(reference=["m", "m", "f"]), "rate ratio (95% CI; references m, f)", [1.0], "log"),
        (RATIOS.assign(sides="upper"), "rate ratio (95% upper limit; reference m)", [1.0], "log"),
        (RATES, "rate per 1,000 (95% CI)", [], "linear"),
        (RATES.assign(level=0.8), "rate per 1,000 (80% CI)", [], "linear"),
        (RATES.assign(level=[0.8, 0.95, 0.8]), "rate per 1,000 (80% CI and 95% CI)", [], "linear"),
        (
            tables.compare_by(STOPS, rate_difference, **HOW, group="sex", reference="m"),
            "rate difference (95% CI; reference m)",
            [0.0],
            "linear",
        ),
        (RATES.drop(columns=["measure", "unit", "level", "note"]), "", [1.0], "log"),
        (proportion([1, 2, 3], 4, level=0.9).per(100), "proportion per 100 (90% CI)", [], "linear"),
        (rate_ratio(group=([1, 2, 3], 4), reference=(5, 6)), "rate ratio (95% CI)", [1.0], "log"),
    ],
)
def test_the_axis_says_what_is_measured_and_the_line_stands_where_there_is_no_effect(
    source: Any, words: str, lines: list[float], scale: str
) -> None:
    labels = "sex" if hasattr(source, "columns") else ["f", "m", "x"]
    ax = plot.forest(source, labels=labels)
    assert (ax.get_xlabel(), vertical_lines(ax), ax.get_xscale()) == (words, lines, scale)


@pytest.mark.parametrize(("sides", "drawn"), [("lower", (1, 0)), ("upper", (0, 2)), ("two", (1, 2))])
def test_a_one_sided_limit_ends_at_the_point_and_is_not_called_an_interval(sides: str, drawn: tuple[int, int]) -> None:
    one = rate_ratio(group=(30, 1_000), reference=(60, 8_000), sides=sides)
    row = tables.to_frame(one, {"label": ["Black"]})
    ends = [float(one.low), float(one.value), float(one.high)]
    expected = [ends[1 - min(1, drawn[0])] if drawn[0] else ends[1], ends[drawn[1]] if drawn[1] else ends[1]]
    for source in ({"Black": one}, row):
        ax = plot.forest(source)
        assert np.asarray(ax.lines[1].get_xdata()).tolist() == pytest.approx(expected)
        said = "95% CI" if sides == "two" else f"95% {sides} limit"
        assert ax.get_xlabel() == f"rate ratio ({said})"


def test_a_rate_and_a_ratio_of_one_frame_are_not_drawn_on_one_axis() -> None:
    both = pd.concat([RATES, RATIOS])
    with pytest.raises(DispropError, match="got rate and rate ratio and per 1,000: draw the rows of each"):
        plot.forest(both, labels="sex")
    assert plt.get_fignums() == []


def test_crude_and_adjusted_ratios_and_rates_stand_beside_each_other() -> None:
    sides: dict[str, Any] = {"group": ([30, 9], [1_000, 400]), "reference": ([60, 50], [8_000, 900])}
    adjusted = strata.mantel_haenszel("rate ratio", **sides)
    ax = plot.forest({"crude": BLACK, "adjusted": adjusted})
    assert ax.get_xlabel() == "rate ratio, Mantel-Haenszel rate ratio (95% CI)"
    rates = [rate(39, 1_400), direct_rate([30, 9], [1_000, 400], standard=[1, 1])]
    assert plot.forest(rates, labels=["crude", "standardised"]).get_xscale() == "linear"
    table = areas.averages(**sides)
    every = {
        name: getattr(table, name) for name in ("pooled", "mean", "observed_expected", "fixed_effect", "composition")
    }
    assert plot.forest(every).get_xlabel() == "ratios (95% CI)"


def test_a_picture_that_is_no_svg_or_has_no_folder_is_refused(tmp_path: Path) -> None:
    ax = plot.forest({"Black": BLACK})
    with pytest.raises(DispropError, match=r"a file of \.svg is written here; got the name 'x\.png': end it in \.svg"):
        plot.save_svg(ax, tmp_path / "x.png")
    with pytest.raises(DispropError, match=r"there is no folder '.*nowhere' to write x\.svg in: make it first"):
        plot.save_svg(ax, tmp_path / "nowhere" / "x.svg")
    assert list(tmp_path.iterdir()) == []


def test_svg_is_the_same_each_time_and_keeps_its_words(tmp_path: Path) -> None:
    paths = [plot.save_svg(plot.forest({"Black": BLACK}), tmp_path / f"{n}.svg") for n in range(2)]
    first, second = (path.read_text(encoding="utf-8") for path in paths)
    assert first == second
    assert ">Black</text>" in first
    assert "<dc:date>" not in first


def test_labels_stand_in_for_the_column_of_a_frame() -> None:
    frame = pd.DataFrame({"value": [2.0, 3.0], "low": [1.0, 2.0], "high": [4.0, 5.0]})
    ax = plot.forest(frame, labels=["Black", "Asian"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Black", "Asian"]


def test_the_reference_line_has_its_number() -> None:
    frame = pd.DataFrame({"value": [2.0, 6.0], "low": [1.7, 5.0], "high": [4.0, 7.5]})
    ax = plot.forest(frame, labels=["Black", "Asian"])
    ax.figure.canvas.draw()
    assert "1" in [label.get_text() for label in ax.get_xticklabels()]


STRANGE = ["$5-$10", r"$\frac{$", "a_b^c", "bell\x07", "null\x00", "<b> & ]]>", "\u202ereversed"]
SHOWN = ["$5-$10", r"$\frac{$", "a_b^c", "bell\ufffd", "null\ufffd", "<b> & ]]>", "\ufffdreversed"]


def texts_of(file: Path) -> list[str | None]:
    drawn = ET.parse(file)  # noqa: S314 - a file of our own
    return [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_labels_are_text_and_every_file_is_xml(tmp_path: Path) -> None:
    frame = pd.DataFrame({"label": STRANGE, "value": 2.0, "low": 1.0, "high": 3.0, "level": 0.95})
    frame = frame.assign(measure="rate ratio", unit="", note=["reference", *[""] * (len(STRANGE) - 1)])
    axes = plot.forest(frame)
    assert [label.get_text() for label in axes.get_yticklabels()] == SHOWN
    assert "reference $5-$10" in axes.get_xlabel()
    assert set(texts_of(plot.save_svg(axes, tmp_path / "labels.svg"))) >= set(SHOWN)
    half = plot.forest({"half of a pair \ud800": BLACK})
    assert "half of a pair \ufffd" in texts_of(plot.save_svg(half, tmp_path / "half.svg"))
    curve = plot.det([0.5, 0.1], [0.01, 0.05], label=r"$\frac{$")
    assert r"$\frac{$" in texts_of(plot.save_svg(curve, tmp_path / "curve.svg"))


@pytest.mark.parametrize("kind", [pa.table, pl.LazyFrame, pl.DataFrame])
def test_frames_of_other_libraries_are_drawn_alike(kind: Any) -> None:
    columns = {"group": ["a", "b"], "n": [3, 0], "of": [10, 20]}
    found = tables.compare_by(kind(columns), rate_ratio, columns=("n", "of"), group="group", reference="a")
    axes = plot.forest(found, labels="group")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert axes.get_xlabel() == "rate ratio (95% CI; reference a)"


def beside(ax: Axes) -> list[str]:
    (right,) = ax.child_axes
    return [label.get_text() for label in right.get_yticklabels()]


def test_the_numbers_stand_beside_the_rows_as_tables_have_them() -> None:
    rows = {"Black": BLACK, "none": NO_GROUP_EVENTS, "no reference": NO_REFERENCE_EVENTS, "nobody": NO_EVENTS}
    one = rate_ratio(group=(30, 1_000), reference=REFERENCE, sides="upper")
    ax = plot.forest({**rows, "up to": one})
    cells = [row.line.cell(unit=False, interval=False) for name in rows for row in rows_of({name: rows[name]})]
    assert beside(ax) == [*cells, "4.00 (95% upper limit 5.89)"]
    assert beside(ax)[0] == "4.00 (2.55 to 6.17)"
    assert beside(ax)[2].endswith(" to infinity)")


def test_a_long_label_goes_on_in_the_next_line_and_nothing_of_it_is_lost() -> None:
    name = "Black people of African or Caribbean origin, with those who did not say which, 2019 to 2021"
    (label,) = row_labels(plot.forest({name: BLACK}))
    assert max(map(len, label.splitlines())) <= 38
    assert label.split() == name.split()


@pytest.mark.parametrize("style", ["dark_background", "default"])
def test_lines_have_the_colour_in_which_the_style_writes(style: str) -> None:
    sides: dict[str, Any] = {"group": ([300, 90], 5_000), "reference": ([2_000, 400], 100_000)}
    with plt.style.context(style):
        drawn = [
            plot.forest({"Black": BLACK}),
            plot.waterfall(disparity.stages(["stop", "search"], **sides)),
            plot.funnel(areas.funnel(rate_ratio(group=([30, 9, 22], 100), reference=([15, 8, 20], 100)))),
            plot.timeline([1], BLACK, claim=2, breaks=[1]),
            plot.det([0.5, 0.1], [0.01, 0.05]),
            plot.predictive_curve(mated=(89, 100), non_mated=(1, 6000)),
        ]
        background = to_rgba(plt.rcParams["axes.facecolor"])
    for ax in drawn:
        assert all(to_rgba(line.get_color()) != background for line in ax.lines)
        assert any(to_rgba(line.get_color()) == to_rgba(ax.xaxis.label.get_color()) for line in ax.lines)


def seen(file: Path) -> list[str | None]:
    root = ET.parse(file).getroot()  # noqa: S314 - a file of our own
    assert root.get("role") == "img"
    return [root[at].text for at in range(2) if root[at].tag.endswith(("}title", "}desc")[at])]


def test_a_file_says_what_is_seen(tmp_path: Path) -> None:
    ax = plot.forest({"Black <b>": BLACK, "none": NO_GROUP_EVENTS})
    assert seen(plot.save_svg(ax, tmp_path / "a.svg")) == [
        "rate ratio (95% CI), a row for each",
        "Black <b>: 4.00 (2.55 to 6.17); none: 0.000 (0.000 to 0.585)",
    ]
    ax = plot.timeline(range(203), proportion([1] * 203, 10))
    title, numbers = seen(plot.save_svg(ax, tmp_path / "b.svg"))
    assert title == "proportion (95% CI) over time"
    assert str(numbers).count(";") == 202
    ax.figure.clear()
    ax = plt.figure().add_subplot()
    ax.set(title="Their own", ylabel="rate")
    assert (seen(plot.save_svg(ax, tmp_path / "c.svg"))[0]) == "Their own"
    drawn = plot.alert_funnel(alerts.Deployment(true_alerts=2, false_alerts=12))
    title, numbers = seen(plot.save_svg(drawn, tmp_path / "d.svg"))
    assert str(numbers).startswith("faces seen: not published; alerts: 14; true: 2; false: 12; ")


@pytest.mark.parametrize(
    "estimate",
    [
        BLACK,
        NO_GROUP_EVENTS,
        NO_REFERENCE_EVENTS,
        rate(3, 10).per(1_000),
        proportion(12, 14, method="jeffreys"),
        rate_difference(group=(30, 1_000), reference=REFERENCE),
        rate_ratio(group=(between(3, 9), 700), reference=REFERENCE),
    ],
)
def test_a_confidence_curve_is_the_p_value_and_crosses_its_level_at_the_limits(estimate: Any) -> None:
    ax = plot.confidence_curve(estimate)
    x, y = np.asarray(ax.lines[0].get_xydata()).T
    assert y == pytest.approx(estimate.p_value(x))
    assert 0 <= y.min() < 0.01
    assert 0.9 < y.max() <= 1
    inside = [end for end in (estimate.low, estimate.high) if x[0] < end < x[-1] and end > 0]
    assert np.interp(inside, x, y) == pytest.approx([0.05] * len(inside), abs=0.01)
    assert inside
    assert plot.confidence_curve(estimate, ax=ax) is ax


def test_a_curve_of_several_numbers_or_of_none_is_refused() -> None:
    for other in (rate([1, 2], 10), proportion(0, 0)):
        with pytest.raises(DispropError, match="a confidence curve is of one number with limits"):
            plot.confidence_curve(other)
    assert plt.get_fignums() == []


def test_no_deployment_of_many_hides_another_and_an_infinite_one_is_an_arrow() -> None:
    days = [np.datetime64("2024-01-01") + each // 2 for each in range(203)]
    ax = plot.timeline(days, proportion([1] * 203, 10))
    at = ax.containers[0].lines[0].get_xdata().astype(float)  # type: ignore[attr-defined]
    assert len(np.unique(at)) == 203
    assert np.abs(at - np.asarray(days).astype(float)).max() < 0.5
    assert ax.figure.bbox.width > 14 * ax.figure.dpi
    ax = plot.timeline([1, 2], [NO_REFERENCE_EVENTS, BLACK])
    (arrow,) = ax.texts
    assert (arrow.xy, arrow.xyann) == ((1, 1), (1, NO_REFERENCE_EVENTS.low))  # type: ignore[attr-defined]


def test_what_a_notebook_sets_as_its_first_figure_is_made_stays_set(monkeypatch: pytest.MonkeyPatch) -> None:
    real = plt.subplots

    def of_a_notebook(**how: Any) -> Any:
        mpl.interactive(b=True)
        return real(**how)

    monkeypatch.setattr(plt, "subplots", of_a_notebook)
    try:
        plot.forest({"Black": BLACK})
        assert mpl.is_interactive()
    finally:
        mpl.interactive(b=False)
