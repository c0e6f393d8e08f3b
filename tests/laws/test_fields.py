"""Whatever is put into whichever statistic, the fields of the error are those of its sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import disprop
from disprop import DispropError, alerts, areas, disparity, imperfect, paired, periods, planning, strata
from disprop._errors import shown
from disprop.alerts import scores
from tools import public

SIDES = {"group": ((3, 5), (100, 200)), "reference": ((4, 9), (300, 500))}
ONE = {"group": (3, 100), "reference": (4, 300)}
WEIGHTS = {**SIDES, "standard": (2, 1)}
WHOLE = {"group": ((3, 5), (100, 200)), "whole": ((7, 9), (300, 500)), "standard": (2, 1)}
TESTED = {"mated": (95, 100), "non_mated": (1, 1_000)}
TRIPLES = {"true_alerts": (40, 10, 5), "false_alerts": (3, 6, 2)}
PAIRS = {"both": 40, "only_a": 10, "only_b": 5}
PEOPLE = {"both": (4, 3, 5), "only_a": (1, 0, 2), "only_b": (0, 1, 1)}
SCORES = {"mated": (0.9, 0.8, 0.4), "non_mated": (0.5, 0.3, 0.1)}
PERSONS = {"mated_person": ("a", "b", "c"), "non_mated_person": ("a", "b", "d")}
ALERTS = {"part": (3, 5, 2), "whole": (9, 20, 8)}
# What each statistic takes; every number of it is put to the proof.
TAKEN: dict[ModuleType, dict[str, dict[str, Any]]] = {
    disprop: {
        "rate": {"events": (3, 5), "population": (100, 200)},
        "proportion": {"part": (3, 5), "whole": (10, 20)},
        "rate_ratio": ONE,
        "rate_difference": ONE,
        "risk_ratio": ONE,
        "risk_difference": ONE,
        "odds_ratio": ONE,
        "direct_rate": {"events": (3, 5), "population": (100, 200), "standard": (2, 1)},
        "direct_rate, of people": {
            "events": ((3, 5), (1, 0)),
            "population": (100, 200),
            "standard": (2, 1),
            "person": "repeated",
        },
        "direct_rate_ratio": WEIGHTS,
        "direct_rate_difference": WEIGHTS,
        "direct_rate_ratio, to a whole": WHOLE,
        "direct_rate_difference, from a whole": WHOLE,
        "expected_events": {"population": (100, 200), "reference": ((3, 5), (100, 200))},
        "indirect_ratio": {"observed": 7, "expected": 5.5},
        "indirect_rate": {"events": (3, 5), "population": (100, 200), "reference": ((30, 50), (1_000, 2_000))},
        "indirect_rate_ratio": {**SIDES, "standard": ((30, 50), (1_000, 2_000))},
        "kitagawa": SIDES,
    },
    areas: {
        "averages": SIDES,
        "pool": SIDES,
        "fixed_effect": {"log_values": (0.1, 0.2), "variances": (0.1, 0.2)},
        "random_effects": {"log_values": (0.1, 0.2), "variances": (0.1, 0.2)},
    },
    strata: {
        name: {"measure": "risk ratio", **SIDES}
        for name in ("mantel_haenszel", "stratified_score", "homogeneity", "cmh_test")
    },
    imperfect: {
        "misrecorded": {"measure": "odds ratio", **ONE, "sensitivity": (0.9, 1), "specificity": {"part": 1, "rest": 1}},
        "selected": {"measure": "rate ratio", **ONE, "probabilities": {"group events": (0.5, 1)}},
    },
    disparity: {
        "share_ratio": {"group": (3, 100), "whole": (5, 200)},
        "inequality": {"events": (3, 5, 9), "population": (100, 200, 150), "draws": 100},
        "readings": {"group": (3, 100), "whole": (5, 200), "reference": (1, 50)},
        "excess": SIDES,
        "monitor": {"events": (3, 5), "population": (100, 200), "measure": "rate", "prior": 0.01, "claim": 0.02},
        "monitor, of a ratio": {
            "events": (3, 5),
            "population": (100, 200),
            "reference": ((3, 5), (100, 200)),
            "measure": "rate ratio",
        },
        "selection": SIDES,
        "stages": {"names": ("stop", "search"), "group": ((9, 5), 200), "reference": ((30, 8), 1_000)},
    },
    paired: {
        "difference": {**PAIRS, "neither": 9},
        "ratio": PAIRS,
        "mcnemar": {"only_a": 10, "only_b": 5},
        "difference, by person": {**PEOPLE, "neither": (1, 1, 0), "person": "repeated"},
        "ratio, by person": {**PEOPLE, "person": "repeated"},
    },
    planning: {
        "events_needed": {"within": 0.3},
        "size_below": {"rate": 0.01, "events": 1},
        "size_within": {"share": 0.1, "within": 0.2, "population": 4_000},
        "size_to_detect": {"ratio": 2.5, "rate": 0.01, "power": 0.8},
        "detectable_ratio": {"rate": 0.01, "sizes": (1_000, 2_000), "power": 0.8},
        "power": {"group": (0.02, 1_000), "reference": (0.01, 2_000)},
        "power, of rates": {"group": (0.02, 1_000), "reference": (0.01, 2_000), "measure": "rate ratio"},
        "design_effect": {"size": 3, "correlation": 0.2},
    },
    scores: {
        "auc": SCORES,
        "eer": SCORES,
        "det": SCORES,
        "auc_difference": {"a": (SCORES["mated"], SCORES["non_mated"]), "b": (SCORES["mated"], SCORES["non_mated"])},
        "at_threshold": {**SCORES, "threshold": 0.6},
        "fnmr_at_fmr": {**SCORES, "fmr": 0.3},
        "cmc": {"ranks": (1, 1, 3), "largest": 5, "not_returned": 1},
        "mate_ranks": {"scores": ((0.9, 0.2), (0.5, 0.7)), "mate": (0, 1)},
        "bootstrap": {**SCORES, **PERSONS, "statistic": "auc", "draws": 20, "seed": 1},
    },
    periods: {
        "rate": {"events": (3, 5), "population": (100, 200), "period": periods.Period("2021-04", "2021-06")},
        "trend": {"events": (3, 5, 4), "population": (100, 200, 150), "times": ("2018", "2019", "2021")},
        "ratio_trend": {
            "group": ((3, 5, 4), (100, 200, 150)),
            "reference": ((9, 7, 8), (900, 800, 850)),
            "times": ("2018", "2019", "2021"),
        },
    },
    alerts: {
        "Deployment": {"true_alerts": 2, "false_alerts": 12, "alerts": 14, "faces_seen": 1_000},
        "pool": ALERTS,
        "mean_of_rates": ALERTS,
        "share_vs_base": {"part": 8, "whole": 10, "base": 0.13},
        "differentials": {**ALERTS, "groups": ("A", "B", "C"), "draws": 100},
        "positive_predictive_value": {**TESTED, "prevalence": 0.001},
        "negative_predictive_value": {**TESTED, "prevalence": 0.001},
        "break_even_prevalence": TESTED,
        "positive_likelihood_ratio": TESTED,
        "negative_likelihood_ratio": TESTED,
        "expected_alerts": {"faces_seen": 1_000, "prevalence": 0.001, **TESTED},
        "predicted_alerts": {"alerts": (3, 5), "passes": (100, 200), "further": 50},
        "relative_accuracy": TRIPLES,
        "breaks": {"alerts": (3, 5), "faces_seen": (100, 200), "periods": ("2023-08", "2023-09")},
        "positive_predictive_value, of rates": {"mated": 0.9, "non_mated": 0.01, "prevalence": 0.001},
        "at_scale": {"size": 1_000, "fmr": 1e-6},
        "fmr_needed": {"fpir": 0.01, "size": 1_000},
        "rescale_fpir": {"fpir": 0.01, "from_size": 100, "to_size": 1_000},
    },
}
CALLS: dict[str, tuple[Callable[..., object], dict[str, Any]]] = {
    f"{module.__name__}.{name}".removeprefix("disprop."): (getattr(module, name.split(",")[0]), given)
    for module, calls in TAKEN.items()
    for name, given in calls.items()
}
BAD: list[Any] = [-1, None, "12", True, float("nan"), float("inf"), 1e60, 0.5, 10**400, object(), [1, 2, 3, 4, 5], {}]
NEVER = BAD[2:4]  # what no number may be


def put(given: Any, wrong: Callable[[float], Any]) -> Iterator[Any]:
    """Yield what is given with one number of it after another put wrong."""
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from ({**given, name: other} for other in put(value, wrong))
    elif isinstance(given, tuple):
        for at, value in enumerate(given):
            yield from ((*given[:at], other, *given[at + 1 :]) for other in put(value, wrong))
    elif isinstance(given, int | float):
        yield wrong(given)


def called(call: Callable[..., object], given: dict[str, Any]) -> DispropError | None:
    """Return how a call was refused, if it was; another error is no answer."""
    names = [name for name, one in inspect.signature(call).parameters.items() if one.kind is one.POSITIONAL_OR_KEYWORD]
    first = [given[name] for name in names if name in given]
    try:
        call(*first, **{name: value for name, value in given.items() if name not in names})
    except DispropError as error:
        return error
    return None


def as_fields_say(error: DispropError) -> None:
    """Check that the sentence holds its fields."""
    sentence = str(error)
    assert error.what, sentence
    assert all(name in sentence for name in error.what.split(" and ")), (error.what, sentence)
    several = error.got.values() if isinstance(error.got, dict) and error.got else [error.got]
    assert all(got is None or shown(got) in sentence for got in several), (error.got, sentence)
    assert error.where is None or f" at position {error.where}" in sentence, (error.where, sentence)
    assert error.hint in sentence
    assert not error.hint or sentence.endswith(error.hint), (error.hint, sentence)


def test_every_statistic_of_numbers_is_here() -> None:
    tried = {name.split(",")[0] for name in CALLS}
    first = {one.name: next(iter(inspect.signature(one.call).parameters)) for one in public.statistics()}
    assert {name for name in first if first[name] not in {"deployment", "frame"}} - tried == set()


@pytest.mark.parametrize("name", CALLS)
def test_the_numbers_are_taken_as_they_are(name: str) -> None:
    assert called(*CALLS[name]) is None


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad)[:12])
@pytest.mark.parametrize("name", CALLS)
def test_the_sentence_holds_what_the_fields_say(name: str, bad: Any) -> None:
    call, given = CALLS[name]
    for wrong in put(given, lambda _: bad):
        error = called(call, wrong)
        assert error is not None or bad not in NEVER, wrong
        if error is not None:
            as_fields_say(error)


@pytest.mark.parametrize(("option", "bad"), [("level", 95), ("level", "95%"), ("sides", "both"), ("method", "wilsen")])
@pytest.mark.parametrize("name", CALLS)
def test_options_too(name: str, option: str, bad: Any) -> None:
    call, given = CALLS[name]
    if option in inspect.signature(call).parameters:
        error = called(call, {**given, option: bad})
        assert error is not None
        as_fields_say(error)
        assert error.got == bad


OTHERS: dict[str, Callable[[float], Any]] = {
    "a list of three": lambda number: [number] * 3,
    "a cube": lambda number: np.full((2, 3, 5), number),
    "one of three masked": lambda number: np.ma.array([number] * 3, mask=[False, False, True]),
    "nothing": lambda _: [],
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", CALLS)
def test_several_numbers_where_there_was_one(name: str, other: str) -> None:
    call, given = CALLS[name]
    for wrong in put(given, OTHERS[other]):
        error = called(call, wrong)
        if error is not None:
            as_fields_say(error)
