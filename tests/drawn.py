"""One small picture of each kind, each drawn anew by a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from disprop import alerts, areas, between, disparity, imperfect, indirect_ratio, plot, proportion, rate, rate_ratio

GROUPS = ["White", "Black", "Asian", "Mixed, whoever records it"]
REFERENCE = (60, 8_000)
RATIOS = rate_ratio(group=([30, 12, 0, 5], [1_000, 1_500, 700, 700]), reference=(60, 8_000))
ENDLESS = rate_ratio(group=(5, 700), reference=(0, 8_000))
RATES = rate([352, 33, 0, 3], [176_120, 4_647, 0, 900]).per(1_000)
CLAIMED = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
DOUBTS: dict[str, tuple[float, float]] = {"specificity": (0.95, 1), "unmeasured": (1, 5)}
STAGES: Any = {"group": ([300, 40], 5_000), "reference": ([2_000, 400], 100_000)}
COUNTS: dict[str, int] = {
    "faces_seen": 8_600,
    "true_alerts": 2,
    "false_alerts": 12,
    "stops_on_true_alerts": 2,
    "stops_on_false_alerts": 0,
}


def det(ax: Any) -> Any:
    """Return two systems on one pair of axes."""
    plot.det([0.5, 0.1, 0.01], [0.01, 0.05, 0.3], label="A", ax=ax)
    return plot.det([0.5, 0.2, 0.02], [0.02, 0.1, 0.4], label="B", ax=ax)


PICTURES: dict[str, Callable[[Any], Any]] = {
    "forest": lambda ax: plot.forest(dict(zip([*GROUPS, "endless"], [*RATIOS, ENDLESS], strict=True)), ax=ax),
    "forest in part": lambda ax: plot.forest(
        {"known": rate(12, 900), "withheld": rate(between(0, 4), 900), "none": rate(0, 0)}, ax=ax
    ),
    "bars": lambda ax: plot.bars(dict(zip(GROUPS, RATES, strict=True)), ax=ax),
    "funnel": lambda ax: plot.funnel(areas.funnel(indirect_ratio([30, 9, 2, 11, 70], [15, 8, 20, 14, 66])), ax=ax),
    "timeline": lambda ax: plot.timeline(
        [1, 2, 3, 4], proportion([0, 1, 7, 0], [0, 4, 8, 3]), pooled=proportion(8, 15), ax=ax
    ),
    "waterfall": lambda ax: plot.waterfall(disparity.stages(["stop", "search"], **STAGES), ax=ax),
    "tornado": lambda ax: plot.tornado(imperfect.sensitivity(CLAIMED, DOUBTS), ax=ax),
    "alert funnel": lambda ax: plot.alert_funnel(alerts.Deployment(**COUNTS), ax=ax),
    "confidence curve": lambda ax: plot.confidence_curve(CLAIMED, ax=ax),
    "predictive curve": lambda ax: plot.predictive_curve(mated=(89, 100), non_mated=(1, 6_000), ax=ax),
    "det": det,
}
