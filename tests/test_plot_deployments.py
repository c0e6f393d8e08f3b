"""What the plots of deployments draw: the data of their artists, and the words beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr, ndtri

from disprop import DispropError, alerts, between, plot, proportion, rate, rate_ratio

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

DECEMBER = alerts.Deployment(
    true_alerts=2,
    false_alerts=12,
    unverified_alerts=0,
    stops_on_true_alerts=2,
    stops_on_false_alerts=2,
    arrests_on_true_alerts=2,
    arrests_on_false_alerts=1,
)
TRIAL: dict[str, Any] = {"mated": (89, 100), "non_mated": (1, 6000)}
DAYS = [date(2020, 2, 11), date(2020, 2, 20), date(2020, 2, 27)]
SHARES = proportion([0, 0, 7], [0, 1, 8])


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def bars(ax: Axes) -> dict[int, Rectangle]:
    """Return the bar of each step that has one."""
    return {round(bar.get_y() + bar.get_height() / 2): bar for bar in ax.patches if isinstance(bar, Rectangle)}


def words(ax: Axes) -> dict[int, str]:
    return {int(text.xy[1]): text.get_text() for text in ax.texts}  # type: ignore[attr-defined]


def xy(line: Any) -> Any:
    return np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)


def test_each_step_of_the_funnel_is_as_long_as_its_count() -> None:
    ax = plot.alert_funnel(DECEMBER)
    names = [label.get_text().strip() for label in ax.get_yticklabels()]
    ends = {names[at]: bar.get_x() + bar.get_width() for at, bar in bars(ax).items() if not bar.get_hatch()}
    assert ends == {
        "alerts": 14, "true": 2, "false": 12, "stops": 4, "after true alerts": 2, "after false alerts": 1, "arrests": 3
    }  # fmt: skip
    assert ax.get_xscale() == "log"


def test_what_was_not_published_is_not_nothing() -> None:
    ax = plot.alert_funnel(DECEMBER)
    shown, said = bars(ax), words(ax)
    assert (shown[0].get_hatch(), said[0]) == ("//", "not published")
    assert not shown[0].get_fill()
    assert said[4] == "0"
    assert 4 not in shown
    assert [said[at] for at in range(11)][1:4] == ["14", "2", "12"]


def test_true_and_false_have_their_colours() -> None:
    shown = bars(plot.alert_funnel(DECEMBER))
    assert [to_hex(shown[at].get_facecolor()).upper() for at in (2, 3)] == [plot.COLOURS["true"], plot.COLOURS["false"]]


def test_a_funnel_of_thousands_has_separators() -> None:
    faces = alerts.Deployment(true_alerts=1, false_alerts=7, faces_seen=8_600)
    assert words(plot.alert_funnel(faces))[0] == "8,600"


def test_det_points_stand_at_normal_deviates() -> None:
    fpr, fnr = [0.5, 0.1, 0.01, 0.0], [0.01, 0.05, 0.3, 1.0]
    ax = plot.det(fpr, fnr)
    (curve,) = [line for line in ax.lines if line.get_gid() == "det"]
    x, y = xy(curve)
    assert ndtr(x) == pytest.approx(fpr[:3])
    assert ndtr(y) == pytest.approx(fnr[:3])
    assert ax.get_legend() is None


def test_normal_scores_are_a_straight_line() -> None:
    thresholds = np.linspace(-1, 3, 50)
    ax = plot.det(ndtr(-thresholds), ndtr((thresholds - 2) / 1.5))
    x, y = xy(next(line for line in ax.lines if line.get_gid() == "det"))
    assert np.diff(y) / np.diff(x) == pytest.approx(-1 / 1.5)


def test_det_ticks_are_shares_at_their_deviates() -> None:
    ax = plot.det([0.5, 0.1, 0.001], [0.01, 0.05, 0.3])
    for axis in (ax.xaxis, ax.yaxis):
        for place, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True):
            assert place == pytest.approx(ndtri(float(label.get_text().rstrip("%")) / 100))


def test_a_second_system_has_another_colour_and_both_fit() -> None:
    ax = plot.det([0.5, 0.1], [0.01, 0.05], label="A")
    assert plot.det([0.001, 0.0001], [0.3, 0.6], label="B", ax=ax) is ax
    curves = [line for line in ax.lines if line.get_gid() == "det"]
    assert len({curve.get_color() for curve in curves}) == 2
    assert ax.get_xlim()[0] < ndtri(0.0001) < ndtri(0.5) < ax.get_xlim()[1]
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["A", "B"]


def test_the_predictive_curve_is_the_predictive_value() -> None:
    ax = plot.predictive_curve(**TRIAL, prevalence=(1e-5, 1e-2), method="koopman", level=0.9)
    x, y = xy(ax.lines[0])
    value = alerts.positive_predictive_value(**TRIAL, prevalence=x, method="koopman", level=0.9)
    assert y == pytest.approx(value.value)
    assert (x[0], x[-1]) == pytest.approx((1e-5, 1e-2))
    band = {tuple(point) for point in ax.collections[0].get_paths()[0].vertices.tolist()}  # type: ignore[union-attr]
    assert set(zip(x.tolist(), np.asarray(value.low).tolist(), strict=True)) <= band
    assert set(zip(x.tolist(), np.asarray(value.high).tolist(), strict=True)) <= band


def test_the_break_even_mark_stands_on_the_curve() -> None:
    ax = plot.predictive_curve(**TRIAL, share=0.9)
    x, y = xy(ax.lines[1])
    assert x[0] == pytest.approx(1 / 594.3333, rel=1e-6)
    assert y.tolist() == [0, 0.9, 0.9]
    assert [text.get_text() for text in ax.texts] == ["90% at 1 in 594"]
    assert len(plot.predictive_curve(**TRIAL, prevalence=(0.1, 0.2)).lines) == 1


def test_deployments_stand_at_their_dates_with_their_limits() -> None:
    ax = plot.timeline(DAYS, SHARES)
    points, _, (arms,) = ax.containers[0].lines  # type: ignore[attr-defined]
    assert list(points.get_xdata()) == DAYS[1:]
    assert points.get_ydata().tolist() == [0, 7 / 8]
    ends = np.array([segment[:, 1] for segment in arms.get_segments()])
    assert ends[:, 0] == pytest.approx(np.asarray(SHARES.low)[1:])
    assert ends[:, 1] == pytest.approx(np.asarray(SHARES.high)[1:])
    assert ax.get_ylabel() == "proportion"


def test_a_deployment_without_alerts_is_not_at_zero() -> None:
    ax = plot.timeline(DAYS, SHARES)
    (foot,) = [line for line in ax.lines if line.get_gid() == "undefined"]
    assert list(foot.get_xdata()) == DAYS[:1]  # type: ignore[arg-type]
    assert foot.get_marker() == "|"


def test_the_pooled_line_and_the_breaks() -> None:
    pooled = rate(9, 100)
    ax = plot.timeline([1, 2], rate([4, 5], 50), pooled=pooled, breaks=[1.5])
    assert list(ax.lines[-1].get_ydata()) == [pooled.value] * 2  # type: ignore[arg-type]
    assert [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"] == [1.5]  # type: ignore[index]
    (band,) = [each for each in ax.collections if isinstance(each, FillBetweenPolyCollection)]
    corners = np.asarray(band.get_paths()[0].vertices)[:, 1]
    assert (min(corners), max(corners)) == pytest.approx((pooled.low, pooled.high))


DRAWN: list[Any] = [
    lambda **given: plot.alert_funnel(DECEMBER, **given),
    lambda **given: plot.det([0.5, 0.1], [0.01, 0.05], **given),
    lambda **given: plot.predictive_curve(**TRIAL, **given),
    lambda **given: plot.timeline(DAYS, SHARES, **given),
]


@pytest.mark.parametrize("draw", DRAWN)
def test_draws_into_the_axes_it_is_given(draw: Any) -> None:
    _, ax = plt.subplots()
    assert draw(ax=ax) is ax
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("draw", DRAWN)
def test_the_file_is_the_same_each_time(draw: Any, tmp_path: Path) -> None:
    first, second = (plot.save_svg(draw(), tmp_path / f"{n}.svg").read_bytes() for n in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plot.alert_funnel(alerts.Deployment(true_alerts=[1, 2], false_alerts=[3, 4])), "add them up first"),
        (lambda: plot.alert_funnel(14), "draws an alerts.Deployment; got 14"),  # type: ignore[arg-type]
        (lambda: plot.det([0.0, 1.0], [1.0, 0.0]), "strictly between 0 and 1; got none"),
        (lambda: plot.det([5, 1], [1, 5]), "false_positive_rate must lie between 0 and 1; got 5"),
        (lambda: plot.predictive_curve(**TRIAL, prevalence=(0.1, 0.1)), r"must be a range \(low, high\)"),
        (lambda: plot.timeline(DAYS[:2], SHARES), "got 2 dates for"),
        (lambda: plot.timeline(DAYS, 0.3), "give an Estimate, a record of them, a list or a mapping; got 0.3"),  # type: ignore[arg-type]
        (lambda: plot.timeline(DAYS, SHARES, pooled=SHARES[:2]), "pooled must be one estimate, or"),
        (
            lambda: plot.timeline(DAYS, SHARES, pooled=SHARES[2].percent()),
            "pooled must be in the unit of the estimates",
        ),
    ],
)
def test_refusals_say_what_was_got(draw: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        draw()
    assert plt.get_fignums() == []


def test_a_timeline_of_a_list_of_a_record_and_of_counts_known_in_part() -> None:
    pooled = alerts.pool([1, 2, 3], [4, 5, 6])
    found = [proportion(1, 4), proportion(between(0, 2), 5), proportion(between(1, 3, best=2), 6)]
    ax = plot.timeline([1, 2, 3], found, pooled=pooled)
    drawn = [artist.get_segments()[0][:, 1].tolist() for artist in ax.collections if artist.get_alpha() == 0.35]  # type: ignore[attr-defined]
    assert sorted(drawn) == [[0, 2 / 5], [1 / 6, 3 / 6]]
    points = ax.containers[0].lines[0]  # type: ignore[attr-defined]
    assert list(points.get_xdata()) == [1, 3]
    assert ax.containers[1].lines[0] is None  # type: ignore[attr-defined]
    (arms,) = ax.containers[1].lines[2]  # type: ignore[attr-defined]
    assert arms.get_segments()[0][:, 1] == pytest.approx([0, float(found[1].high)])
    with pytest.raises(DispropError, match="one axis shows one measure in one unit; got proportion and rate"):
        plot.timeline([1, 2], [proportion(1, 4), rate(1, 4)])


def test_months_as_text_stand_in_the_order_of_the_data_and_periods_at_their_dates() -> None:
    months = ["January", "February", "March", "April"]
    ax = plot.timeline(months, rate([4, 5, 40, 50], 50), claim=0.1)
    assert [label.get_text() for label in ax.get_xticklabels()] == months
    assert ax.lines[1].get_xdata() == ["March", "March"]
    drawn = plot.timeline(
        pd.period_range("2024-01", periods=2, freq="M"), rate([4, 5], 50), breaks=[pd.Period("2024-02")]
    )
    days = plot.timeline([date(2024, 1, 1), date(2024, 2, 1)], rate([4, 5], 50), breaks=[date(2024, 2, 1)])
    assert drawn.get_xlim() == days.get_xlim()


def test_an_infinite_ratio_keeps_its_place_at_the_top() -> None:
    ax = plot.timeline([1, 2, 3], rate_ratio(group=([1, 2, 0], 100), reference=([0, 1, 0], 100)))
    (ticks,) = [line for line in ax.lines if line.get_gid() == "undefined"]
    assert list(np.asarray(ticks.get_xdata())) == [1, 3]
    assert list(np.asarray(ticks.get_ydata())) == [1, 0]
