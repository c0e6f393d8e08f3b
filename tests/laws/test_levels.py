"""Every public function that takes a level reads it alike: an array where its type says so, else one number."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from disprop import (
    DispropError,
    alerts,
    areas,
    between,
    das_gupta,
    imperfect,
    kitagawa,
    paired,
    planning,
    rate,
    surveys,
)
from disprop.alerts import scores
from disprop.estimate import estimates_of
from laws.test_calls import METHODS, PUBLIC
from laws.test_options import OWN, asked

LEVELS = [0.8, 0.95]
TAKES: dict[str, Any] = {
    name: inspect.signature(function).parameters["level"].annotation
    for name, function in {**PUBLIC, **METHODS}.items()
    if "level" in inspect.signature(function).parameters and name != "Estimate"
}
SCORES: dict[str, Any] = {"mated": [0.9, 0.8, 0.7, 0.95, 0.6], "non_mated": [0.1, 0.4, 0.65, 0.2, 0.3, 0.5]}
PEOPLE: dict[str, Any] = {"mated_person": list("aabbc"), "non_mated_person": list("ddeeff")}
SYSTEMS = {"a": tuple(SCORES.values()), "b": ([0.8, 0.9, 0.6, 0.7, 0.5], SCORES["non_mated"])}
PASSED = {"both": 9, "only_a": 4, "only_b": 7}
BELOW = {"mated_below": 1, "non_mated_below": 9, "unlabelled_below": 4}
DEPLOYMENTS = alerts.Deployment(true_alerts=[9, 14, 8, 20], false_alerts=[4, 3, 2, 1])
SURVEY, HALF = surveys.Survey(weights=[1, 2, 1, 3, 1, 2]), np.array([True, True, True, False, False, False])
UNSTATED = {"group": (30, 900), "unstated": 5}
CALLS: dict[str, tuple[Any, dict[str, Any]]] = {
    "Survey.difference": (SURVEY.difference, {"answers": [1, 0, 1, 0, 1, 1], "group": HALF, "reference": ~HALF}),
    "Survey.ratio": (SURVEY.ratio, {"answers": [1, 0, 1, 0, 1, 1], "group": HALF, "reference": ~HALF}),
    "Survey.share": (SURVEY.share, {"answers": [1, 0, 1, 0, 1, 1]}),
    "alerts.by_threshold": (alerts.by_threshold, {"deployments": DEPLOYMENTS, "threshold": [0.6, 0.6, 0.64, 0.64]}),
    "alerts.scores.at_threshold": (scores.at_threshold, {**SCORES, "threshold": 0.6}),
    "alerts.scores.auc": (scores.auc, SCORES),
    "alerts.scores.auc_difference": (scores.auc_difference, SYSTEMS),
    "alerts.scores.bootstrap": (scores.bootstrap, {"statistic": "auc", **SCORES, **PEOPLE, "draws": 100}),
    "alerts.scores.cmc": (scores.cmc, {"ranks": [1, 1, 2, 3], "largest": 3}),
    "alerts.scores.eer": (scores.eer, SCORES),
    "alerts.scores.fnir_at_fpir": (
        scores.fnir_at_fpir,
        {"mated": [0.9, 0.8], "non_mated": [[0.1], [0.2]], "fpir": 0.5},
    ),
    "alerts.scores.fnmr_at_fmr": (scores.fnmr_at_fmr, {**SCORES, "fmr": 0.2}),
    "alerts.scores.kept_rates": (scores.kept_rates, {**SCORES, "kept_from": 0.0, "threshold": 0.6, **BELOW}),
    "areas.ranks": (areas.ranks, {"areas": rate([3, 9, 4], 1_000)}),
    "areas.shrunk": (areas.shrunk, {"areas": rate([3, 9, 4], 1_000)}),
    "das_gupta": (das_gupta, {"populations": {"a": {"x": 1.0}, "b": {"x": 2.0}}, "rate": lambda given: given["x"]}),
    "imperfect.by_probability": (
        imperfect.by_probability,
        {"events": [3, 5], "probabilities": {"A": [0.3, 0.6], "B": [0.7, 0.4]}, "whole": [40, 50], "group": "A"},
    ),
    "imperfect.did_not_answer": (
        imperfect.did_not_answer,
        {"group": (30, 900), "silent": {"group": 100}, "rates": {"group": (0.01, 0.05)}},
    ),
    "imperfect.estimated": (imperfect.estimated, {"value": 900, "moe": 50}),
    "Estimated.moe": (imperfect.estimated(900, se=50).moe, {}),
    "imperfect.not_stated": (imperfect.not_stated, {**UNSTATED, "others": 90}),
    "imperfect.tipping_share": (imperfect.tipping_share, {**UNSTATED, "reference": (90, 9_000)}),
    "kitagawa": (kitagawa, {"group": ([3, 9], [90, 80]), "reference": ([4, 8], [70, 60])}),
    "paired.difference": (paired.difference, {**PASSED, "neither": 30}),
    "paired.mcnemar": (paired.mcnemar, {"only_a": 4, "only_b": 7}),
    "paired.ratio": (paired.ratio, PASSED),
    "planning.detectable_ratio": (planning.detectable_ratio, {"rate": 0.01, "sizes": (500, 500)}),
    "planning.events_needed": (planning.events_needed, {"within": 0.3}),
    "planning.power": (planning.power, {"group": (0.1, 90), "reference": (0.05, 90)}),
    "planning.size_below": (planning.size_below, {"rate": 0.01}),
    "planning.size_to_detect": (planning.size_to_detect, {"ratio": 4, "rate": 0.05}),
    "planning.size_within": (planning.size_within, {"share": 0.1, "within": 0.2}),
    "PooledDeployments.next_deployment": (alerts.pool([3, 9], [40, 50]).next_deployment, {"size": 8}),
}
KNOWN = sorted(TAKES)


def found(name: str, level: Any) -> Any:
    call, given = CALLS[name] if name in CALLS else (OWN[name].call, asked(OWN[name]))
    return call(**given, level=level)


def test_its_type_says_which_it_takes() -> None:
    assert len(KNOWN) > 60
    assert {getattr(each, "__name__", each).partition(" |")[0] for each in TAKES.values()} == {"ArrayLike", "float"}


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("level", [95, 1, 0, True, "95%", None, between(0, 1)])
def test_what_is_no_level(name: str, level: Any) -> None:
    if name == "imperfect.estimated" and level is None:
        return  # its margin of error may be left out
    with pytest.raises(
        DispropError, match=r"^level must lie strictly between 0 and 1 \(0\.95 means 95%\); got "
    ) as caught:
        found(name, level)
    assert caught.value.what == "level"


@pytest.mark.parametrize(
    "name", [name for name in KNOWN if str(TAKES[name]).startswith("float") and name != "imperfect.estimated"]
)
def test_one_number_for_one_result(name: str) -> None:
    with pytest.raises(DispropError, match=r"^level must be one number; got shape \(2,\): call once for each$"):
        found(name, LEVELS)


@pytest.mark.parametrize("name", [name for name in KNOWN if TAKES[name] == "ArrayLike"])
def test_several_are_each_by_itself(name: str) -> None:
    both = found(name, LEVELS)
    for i, level in enumerate(LEVELS):
        one = found(name, level)
        if not hasattr(both, "to_json"):
            np.testing.assert_array_equal(np.asarray(both)[i], one)
            continue
        for own, estimate in estimates_of(both).items():
            for field in ("low", "high"):
                alone = getattr(estimates_of(one)[own], field)
                many = np.moveaxis(np.broadcast_to(getattr(estimate, field), (*np.shape(alone), 2)), -1, 0)
                np.testing.assert_allclose(many[i], alone, rtol=1e-12, err_msg=own)
