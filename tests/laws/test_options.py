"""Every option that changes a number changes a column that says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import disprop
from disprop import DispropError, alerts, tables
from disprop._registry import STATISTICS
from disprop._statistic import Statistic
from disprop.estimate import WORDS, family_of
from disprop.periods import Period

for _name in dir(disprop):  # whose statistics are filed when they load
    getattr(disprop, _name)

OWN = {name: each for name, each in STATISTICS.items() if each.call.__module__.startswith("disprop.")}
NUMBERS = ("value", "low", "high", "least", "most")
SAYS = ("name", "level", "sides", "method", "measure", "unit", *WORDS)
STRATA = {"events": [12, 9, 30, 14], "population": [400, 300, 900, 250]}
OTHERS = {"events": [80, 45, 160, 30], "population": [9_000, 9_500, 8_000, 6_000]}
COUNTS: dict[str, Any] = {
    "events": 12,
    "population": 400,
    "part": 12,
    "whole": 400,
    "observed": 12,
    "expected": 8.5,
    "both": [9, 3, 2],
    "only_a": [4, 1, 3],
    "only_b": [7, 2, 1],
    "neither": [20, 3, 2],
    "log_values": [1.0, 1.6, 0.7, 2.2],
    "variances": [0.1, 0.2, 0.05, 0.3],
}
TABLE = {
    "events": [12, 3, 30, 14, 9, 80, 45, 160, 30, 52],
    "population": [2_000, 1_500, 5_100, 800, 1_200, 90_000, 90_000, 90_000, 60_000, 80_000],
    "who": ["A"] * 5 + ["B"] * 5,
    "place": [*"VWXYZ"] * 2,
    "age": ["young", "young", "old", "old", "old"] * 2,
}
DEPLOYMENT = alerts.Deployment(
    alerts=42,
    true_alerts_confirmed=8,
    true_alerts_unconfirmed=0,
    false_alerts_confirmed=14,
    false_alerts_unconfirmed=0,
    unverified_alerts=20,
    rejected_alerts=16,
    lost_alerts=4,
    engaged_alerts=22,
    stops_on_true_alerts=8,
    stops_on_false_alerts=14,
    arrests_on_true_alerts=5,
    arrests_on_false_alerts=2,
    de_arrests=1,
    charges=3,
    faces_seen=5_000,
    mated_passes=20,
    non_mated_passes=4_980,
    adjudicated_by="observers",
)
GIVEN: dict[str, dict[str, Any]] = {  # what a statistic takes beside its counts
    "direct_rate": {"standard": [1, 2, 3, 4]},
    "direct_rate_ratio": {"standard": [1, 2, 3, 4]},
    "direct_rate_difference": {"standard": [1, 2, 3, 4]},
    "indirect_rate_ratio": {"standard": ([400, 300, 200, 100], [9_000] * 4)},
    "disparity.readings": {"whole": (92, 9_400)},
    "disparity.stages": {"group": ([30, 9, 5], 500), "reference": ([200, 40, 6], 10_000)},
    "periods.rate": {"period": Period("2023-01-01", "2023-12-31")},
    "disparity.monitor": {"measure": "rate ratio"},
    "alerts.share_vs_base": {"base": 0.02},
    "alerts.differentials": {"part": [18, 9, 6], "whole": [1_000, 900, 800], "groups": "ABC", "draws": 100},
    "disparity.inequality": {"draws": 100},
    "alerts.mean_of_rates": {"part": [3, 9, 2, 14], "whole": [40, 50, 30, 60]},
    "alerts.predicted_alerts": {"alerts": 3, "passes": 400, "further": 900},
    "alerts.expected_alerts": {"faces_seen": 900, "prevalence": 0.1},
    "alerts.relative_accuracy": {"true_alerts": (40, 12, 3), "false_alerts": (9, 31, 2)},
    "periods.trend": {"times": [1, 2, 3, 4]},
    "periods.ratio_trend": {"times": [1, 2, 3, 4]},
    "alerts.breaks": {"alerts": [6, 7, 5, 90, 80, 70], "faces_seen": [9_000] * 6, "periods": [1, 2, 3, 4, 5, 6]},
    "alerts.pool": {"part": [3, 9, 2, 14], "whole": [40, 50, 30, 60]},
    "alerts.positive_predictive_value": {"prevalence": 0.001},
    "alerts.negative_predictive_value": {"prevalence": 0.001},
    "imperfect.misrecorded": {"sensitivity": 0.95, "specificity": 0.999},
    "imperfect.selected": {"probabilities": {}},
    "models.adjusted_ratio": {
        "frame": TABLE,
        "events": "events",
        "population": "population",
        "group": "who",
        "reference": "B",
        "cluster": "place",
    },
    "models.threshold_test": {
        "frame": {
            "stops": [900, 700, 500, 800, 600] * 2,
            "searches": [18, 15, 9, 20, 11, 36, 26, 20, 30, 23],
            "hits": [5, 4, 3, 5, 4, 8, 7, 5, 6, 5],
            "who": ["A"] * 5 + ["B"] * 5,
            "place": [*"VWXYZ"] * 2,
        },
        **{name: name for name in ("stops", "searches", "hits")},
        "group": "who",
        "area": "place",
        "reference": "A",
        "draws": 100,
    },
}
CHOICES: dict[str, list[Any]] = {
    "level": [0.8],
    "sides": ["lower", "upper"],
    "standard": [[4, 3, 2, 1], ([100, 300, 200, 400], [9_000] * 4)],
    "person": ["repeated", "mean"],
    "weights": ["mantel-haenszel", "miettinen-nurminen", "inverse-variance"],
    "measure": ["risk ratio", "odds ratio", "rate difference", "risk difference"],
    "tau2": ["ml", "reml", "dl", "pm"],
    "prior": [0.5, 2.0],
    "interval": ["hartung-knapp-plain", "wald", "profile"],
    "covariates": [["age"], ["place"], ["age", "place"]],
    "cluster": [None],
    "family": ["poisson", "quasi-poisson", "negative-binomial"],
    "unverified": ["range", "left-out", "false"],
    "per": ["faces_seen", "stops", "false_alerts", 1_000],
    "sensitivity": [1, (0.9, 0.95), {"part": 0.9, "rest": 1}],
    "specificity": [1, (0.999, 1), {"part": 0.999, "rest": 1}],
    "probabilities": [{"group events": 0.9}, {"reference events": (0.8, 1)}],
    "model": ["binomial"],
    "ordered": [True],
    "period": [Period("2023-01-01", "2023-06-30"), Period("2021-01-01", "2022-12-31")],
}
# Counts and numbers that stand in the data, and what no choice changes.
UNSAID = {
    *("seed", "rng", "draws", "accept", "misses", "weight", "base", "groups", "events", "population"),
    *("prevalence", "share", "kind", "rule", "periods", "breaks", "claim", "names"),
    *("further", "faces_seen", "times", "chance", "stops", "searches", "hits", "area"),
}


def asked(own: Statistic) -> dict[str, Any]:
    given = GIVEN.get(own.name, {})
    if own.models:
        return dict(given)
    counts = STRATA if own.joins and own.counts[0] == "events" else {name: COUNTS.get(name) for name in own.counts}
    if own.counts == ("deployment",):
        return {"deployment": DEPLOYMENT, **given}
    if "mated" in own.sides:
        return {"mated": (18, 20), "non_mated": (3, 4_000), **given}
    if "group" in own.sides:
        both: dict[str, Any] = {"group": tuple(counts.values())}
        other = "reference" if "reference" in own.sides else "whole"
        both[other] = tuple(OTHERS.values()) if own.joins else (80, 9_000)
        return {**both, **({"measure": "rate ratio"} if "measure" in own.options else {}), **given}
    if "true_alerts" in own.sides:
        return given
    beside = {"reference": tuple(OTHERS.values())}
    return {**counts, **(beside if own.compares and "events" in own.counts else {}), **given}


def columns(own: Statistic, change: dict[str, Any]) -> dict[str, list[object]]:
    function: Any = own.call
    return dict(tables.to_frame(function(**{**asked(own), **change})).to_dict("list"))


def choices(own: Statistic) -> list[tuple[str, Any]]:
    found = [(option, choice) for option in own.options for choice in CHOICES.get(option, ())]
    found += [("whole", tuple(4 * np.array(side) for side in STRATA.values()))] * ("whole" in own.sides and own.joins)
    if "method" in own.options and own.counts != ("deployment",):
        first = own.call(**asked(own))
        family = family_of(first) if isinstance(first, disprop.Estimate) else None
        found += [("method", method) for method in family.methods] if family else []
    return found


@pytest.mark.parametrize("name", OWN)
def test_rows_whose_numbers_differ_differ_in_another_column(name: str) -> None:
    """Two rows that say the same of themselves have the same numbers."""
    own = OWN[name]
    unknown = set(own.options) - {*CHOICES, *UNSAID, "method"}
    assert not unknown, f"no choices of {unknown}"
    rows: list[tuple[Any, dict[str, list[object]]]] = [((), columns(own, {}))]
    for option, choice in choices(own):
        change = {option: choice} | ({"reference": None} if option == "whole" else {})
        try:
            rows.append(((option, choice), columns(own, change)))
        except DispropError:
            continue  # not a choice of this statistic
    assert len(rows) > 1 or set(own.options) <= UNSAID
    for i, (one, first) in enumerate(rows):
        for other, second in rows[i + 1 :]:
            if all(first.get(word) == second.get(word) for word in SAYS):
                for number in NUMBERS:
                    np.testing.assert_array_equal(first[number], second[number], err_msg=f"{one} and {other}")
