"""What can be imported, and how it is called. A change here is a change for everyone."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import disprop
from disprop import (
    alerts,
    areas,
    classifications,
    cleaning,
    disparity,
    models,
    paired,
    periods,
    planning,
    strata,
    tables,
)

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
RATE = "deployment, *, method=None, level=0.95"
EITHER = "deployment, *, unverified='range', method=None, level=0.95"
LEVEL = "level=0.95, sides='two'"
SURFACE: dict[ModuleType, dict[str, str]] = {
    disprop: {
        "rate": "events, population, *, method=None, level=0.95, sides='two'",
        "proportion": "part, whole, *, method=None, level=0.95, sides='two'",
        "rate_difference": "*, group, reference, method=None, level=0.95, sides='two'",
        "rate_ratio": "*, group, reference, method=None, level=0.95, sides='two'",
        "risk_difference": "*, group, reference, method=None, level=0.95, sides='two'",
        "odds_ratio": "*, group, reference, method=None, level=0.95, sides='two'",
        "risk_ratio": "*, group, reference, method=None, level=0.95, sides='two'",
        "compare": "measure, *, group, reference, accept=(), **options",
        "direct_rate": f"events, population, *, standard, person='once', method='fay-feuer', {LEVEL}",
        "direct_rate_ratio": f"*, group, reference=None, whole=None, standard, method='fay', {LEVEL}",
        "direct_rate_difference": f"*, group, reference=None, whole=None, standard, method='mover-fay-feuer', {LEVEL}",
        "expected_events": "population, *, reference",
        "indirect_ratio": f"observed, expected, *, method=None, {LEVEL}",
        "indirect_rate": f"events, population, *, reference, method=None, {LEVEL}",
        "indirect_rate_ratio": f"*, group, reference, standard, method=None, {LEVEL}",
        "kitagawa": "*, group, reference",
        "das_gupta": "*, group, reference, factors",
        "standard_weights": "name, ages=None",
        "between": "low, high, *, best=None, why=''",
        "statistic": "asks, *, counts=('events', 'population'), joins=False, rises=(1, -1), name=''",
    },
    disparity: {
        "share_ratio": "*, events, population, method=None, level=0.95, sides='two'",
    },
    models: {
        "adjusted_ratio": "frame, *, events, population, group, reference, covariates=(), family=None, "
        "cluster=None, level=0.95, accept=()",
    },
    cleaning: {
        "read_counts": "source, columns, *, rename=None, leave_out=None, drop=(), answers=None",
        "read_met_deployments": "source, *, mend_dates=False, drop=()",
        "read_south_wales": "source",
        "read_police_uk_stops": "source",
        "read_suppressed_populations": "source, *, marks=None",
        "read_use_of_force": "source",
        "read_census_wide": "source",
        "bounds": "marks=None",
        "dates": "order",
        "missing_marks": "*marks",
    },
    classifications: {
        "names": "",
        "load": "name",
        "recognise": "labels",
        "mapping": "from_, to, kind='core'",
    },
    periods: {
        "rate": f"events, population, *, period, method=None, {LEVEL}",
        "annualised": "rate",
        "parse": "text",
    },
    strata: {
        "mantel_haenszel": "measure, *, group, reference, method=None, level=0.95, sides='two'",
        "cmh_test": "measure, *, group, reference, continuity=False",
        "homogeneity": "measure, *, group, reference, method=None",
        "stratified_score": "measure, *, group, reference, method='score', weights=None, level=0.95, sides='two'",
    },
    areas: {
        "averages": "*, group, reference, standard=None, level=0.95",
        "pool": "*, group, reference, tau2='restricted', interval=None, level=0.95",
        "fixed_effect": "log_values, variances, *, level=0.95",
        "random_effects": "log_values, variances, *, tau2='reml', interval='hartung-knapp', level=0.95",
    },
    alerts: {
        "precision": EITHER,
        "false_alert_share": EITHER,
        "false_alert_rate": EITHER,
        "true_positive_rate": EITHER,
        "false_positive_rate": EITHER,
        "intervention_rate": RATE,
        "wrongful_stops_per_false_alert": EITHER,
        "wrongful_stops_per_stop": RATE,
        "wrongful_stops_per_face": RATE,
        "arrest_yield": "deployment, *, per='alerts', unverified='range', method=None, level=0.95",
        "both_conventions": EITHER,
        "rescale_fpir": "fpir, *, from_size, to_size",
        "fmr_needed": "fpir, size",
        "pool": "part, whole, *, method=None, kind='alerts', periods=None, breaks=None, level=0.95",
        "by_threshold": "deployments, threshold, *, periods=None, breaks=None, method='beta-binomial', "
        "face_method=None, accept=(), level=0.95",
        "mean_of_rates": "part, whole, *, level=0.95",
        "breaks": "alerts, faces_seen, periods, *, times=2.5, chance=0.001",
        "differentials": "part, whole, groups, *, reference=None, misses=None, accept=(), weight=0.5, "
        "method='miettinen-nurminen', level=0.95, draws=10000, seed=None, rng=None",
        "share_vs_base": "part, whole, base=None, *, method='clopper-pearson', level=0.95",
        "positive_predictive_value": "*, mated, non_mated, prevalence, method='logit', level=0.95, sides='two'",
        "negative_predictive_value": "*, mated, non_mated, prevalence, method='logit', level=0.95, sides='two'",
        "break_even_prevalence": "share=0.5, *, mated, non_mated, method='logit', level=0.95, sides='two'",
        "positive_likelihood_ratio": "*, mated, non_mated, method='miettinen-nurminen', level=0.95, sides='two'",
        "negative_likelihood_ratio": "*, mated, non_mated, method='miettinen-nurminen', level=0.95, sides='two'",
        "predicted_alerts": "alerts, passes, *, further, method='beta-binomial', level=0.95, sides='two'",
        "expected_alerts": "faces_seen, *, prevalence, mated, non_mated, level=0.95",
        "operator_rejection_rate": RATE,
        "adjudicated_precision": EITHER,
        "human_false_accept_rate": EITHER,
        "engagement_rate": RATE,
        "engaged_precision": EITHER,
        "arrests_of_others": RATE,
        "de_arrest_rate": RATE,
        "charge_rate": RATE,
        "rejections_as_false": "deployment",
        "tipping_point": "deployment, *, claim, of='true_alerts'",
        "from_statuses": "statuses, **published",
        "counts_needed": "deployment=None",
        "fpir_by_group": "sizes, *, fmr",
        "at_scale": "size, *, fmr",
        "relative_accuracy": "*, true_alerts, false_alerts, person='once', method=None, level=0.95",
    },
    paired: {
        "mcnemar": "*, only_a, only_b, method=None, level=0.95, sides='two'",
        "difference": "*, both, only_a, only_b, neither, person='once', method=None, level=0.95, sides='two'",
        "ratio": "*, both, only_a, only_b, person='once', method=None, level=0.95, sides='two'",
    },
    planning: {
        "passes_needed": "rate, *, errors=0, method='exact', level=0.95",
        "design_effect": "attempts, *, correlation",
        "errors_needed": "within, *, level=0.9",
        "detection_power": "*, group, reference, level=0.95",
        "passes_to_detect": "ratio, *, rate, power=0.8, level=0.95, reference_per_group=1.0",
        "detectable_ratio": "*, rate, passes, power=0.8, level=0.95",
    },
}
SURFACE[alerts.scores] = {
    "det": "mated, non_mated, *, distances=False",
    "auc": "mated, non_mated, *, method='delong', level=0.95, sides='two', distances=False",
    "auc_difference": "*, a, b, level=0.95, sides='two', distances=False",
    "eer": "mated, non_mated, *, level=0.95, distances=False",
    "at_threshold": "mated, non_mated, *, threshold, method=None, level=0.95, distances=False",
    "fnmr_at_fmr": "mated, non_mated, *, fmr, method=None, level=0.95, distances=False",
    "fnir_at_fpir": "mated, non_mated, *, fpir, not_returned=0, method=None, level=0.95, distances=False",
    "mate_ranks": "scores, mate, *, distances=False",
    "cmc": "ranks, *, largest=20, not_returned=0, method=None, level=0.95",
    "bootstrap": "statistic, mated, non_mated, *, mated_person, non_mated_person, draws=2000, seed=0, level=0.95, "
    "distances=False",
    "kept_rates": "mated, non_mated, *, kept_from, threshold, mated_below, non_mated_below, unlabelled_below, "
    "method=None, level=0.95, distances=False",
}
SURFACE[tables] = {
    "brief": "found",
    "compare_by": "frame, statistic, *, columns, group, reference, within=(), strata=(), per=None, accept=(), "
    "leave_out=(), **options",
    "count_batches": "batches, *, by, name='events', progress=False",
    "count_by": "frame, *, by, name='events'",
    "crosswalk": "frame, from_, to, *, column, kind='core', among=(), name=None",
    "deployment_of": "frame",
    "estimate_by": "frame, statistic, *, columns, by, strata=(), per=None, accept=(), leave_out=(), **options",
    "join_population": "counts, population, *, on, columns=('events', 'population'), accept=(), leave_out=()",
    "tally": "frame, from_, to, *, column, kind='core', among=()",
    "to_csv": "frame, path=None, *, spreadsheet=False",
    "to_frame": "found, keys=None, *, backend='pandas'",
    "to_json": "frame",
}
CLASSES = {
    tables: set(),
    disprop: {"Between", "DispropError", "Estimate", "Record"},
    disparity: set(),
    models: {"AdjustedRatios", "Diagnostics"},
    paired: set(),
    planning: {"SequentialPlan"},
    strata: {"ChiSquared"},
    areas: {"Averages", "Pooled"},
    classifications: {"Classification", "Member"},
    cleaning: {"Cleaned", "Question", "Repair", "Rule"},
    periods: {"Period"},
    alerts.scores: {"Curve", "KeptRates", "OperatingPoint"},
    alerts: {
        *(
            "AtScale",
            "BothConventions",
            "Break",
            "BreakAtThreshold",
            "Segment",
            "ThresholdComparison",
            "ThresholdRate",
            "Differentials",
            "Overdispersion",
            "PooledDeployments",
            "ShareVsBase",
            "Deployment",
            "ExpectedAlerts",
            "RelativeAccuracy",
        ),
        "TippingPoint",
    },
}
MODULES = {
    *("alerts", "areas", "claims", "classifications", "cleaning", "datasets", "disparity", "imperfect"),
    *("models", "paired", "periods", "planning", "plot", "schemas", "strata", "tables"),
}
ESTIMATE = {
    "fields": [
        *("value", "low", "high", "level", "method", "measure", "unit"),
        *("data", "basis", "sides", "remark", "_made"),
    ],
    "methods": {"per", "excludes", "p_value", "to_dict", "to_json", "why"},
}
DEPLOYMENT = [
    "true_alerts",
    "false_alerts",
    "unverified_alerts",
    "faces_seen",
    "watchlist",
    "stops_on_true_alerts",
    "stops_on_false_alerts",
    "arrests_on_true_alerts",
    "arrests_on_false_alerts",
    "mated_passes",
    "non_mated_passes",
    "alerts",
    "true_alerts_confirmed",
    "true_alerts_unconfirmed",
    "false_alerts_confirmed",
    "false_alerts_unconfirmed",
    "rejected_alerts",
    "lost_alerts",
    "engaged_alerts",
    "de_arrests",
    "charges",
    "adjudicated_by",
]


def called(function: Any) -> str:
    """Return the arguments of a function with their defaults, without types."""
    signature = inspect.signature(function)
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))[1:-1]


def public(module: ModuleType) -> set[str]:
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and str(getattr(value, "__module__", "")).startswith("disprop") and callable(value)
    }


@pytest.mark.parametrize("module", SURFACE, ids=lambda module: module.__name__)
def test_the_names_are_these(module: ModuleType) -> None:
    assert public(module) == set(SURFACE[module]) | CLASSES[module]


@pytest.mark.parametrize("module", SURFACE, ids=lambda module: module.__name__)
def test_no_file_hides_a_function_of_its_name(module: ModuleType) -> None:
    files = {file.name for file in pkgutil.iter_modules(module.__path__)}
    assert files & public(module) == set()


ROOMS = [disprop, alerts.scores, *(getattr(disprop, name) for name in sorted(MODULES))]

# Names that several modules share, and the one thing that each means.
SHARED = {
    "rate": "events over a population: in disprop of no period, in periods of the one that is given",
    "pool": "many units, areas or deployments, into one estimate",
    "names": "what comes with the library, of its kind",
    "load": "one of what comes with the library, by its name",
    "check": "whether something is in order: a table by a schema, a claim by its counts",
    "det": "the DET curve of scores: found in alerts.scores, drawn in plot",
    "Finding": "what a check found: of a claim, of a cell",
    "Rule": "what is looked for in a table, by its name: with its repair in cleaning, with advice in schemas",
}


def test_no_two_things_of_one_name_mean_different_things() -> None:
    held: dict[str, set[int]] = {}
    for room in ROOMS:
        for name in public(room) | set(room.__all__) - MODULES:
            held.setdefault(name, set()).add(id(getattr(room, name)))
    assert {name for name, things in held.items() if len(things) > 1} == set(SHARED)


def test_the_names_are_few() -> None:
    listed = [len(set(room.__all__) - MODULES) for room in ROOMS if room is not alerts.scores]
    assert sum(listed) <= 190


@pytest.mark.parametrize("room", ROOMS[1:], ids=lambda room: room.__name__)
def test_what_is_only_returned_is_in_the_reference(room: ModuleType) -> None:
    page = (REFERENCE / f"{room.__name__.split('.')[1]}.md").read_text(encoding="utf-8")
    described = re.findall(rf"^\.\. autoclass:: {room.__name__}\.(\w+)$", page, re.MULTILINE)
    classes = {name for name in public(room) if inspect.isclass(getattr(room, name))}
    assert set(described) == classes - set(room.__all__)


def test_what_disprop_lists() -> None:
    assert set(disprop.__all__) == set(SURFACE[disprop]) | CLASSES[disprop] | MODULES == set(dir(disprop))
    assert set(alerts.__all__) == set(SURFACE[alerts]) | {"Break", "Deployment"}  # what users make themselves
    with pytest.raises(AttributeError, match="module 'disprop' has no attribute 'odds'"):
        disprop.odds  # noqa: B018 (asking is the test)


def test_the_version_is_that_of_the_package() -> None:
    assert disprop.__version__ == version("disprop")
    assert "__version__" not in vars(disprop)  # it is read when it is asked for


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_loads_when_it_is_asked_for(name: str) -> None:
    assert getattr(disprop, name).__name__ == f"disprop.{name}"


@pytest.mark.parametrize("module", SURFACE, ids=lambda module: module.__name__)
def test_the_signatures_are_these(module: ModuleType) -> None:
    assert {name: called(getattr(module, name)) for name in SURFACE[module]} == SURFACE[module]


def test_the_result_has_these_fields_and_methods() -> None:
    fields = list(disprop.Estimate.__dataclass_fields__)
    methods = {name for name, _ in inspect.getmembers(disprop.Estimate, inspect.isfunction) if name[0] != "_"}
    assert fields == ESTIMATE["fields"]
    assert methods == ESTIMATE["methods"]


def test_a_deployment_has_these_counts() -> None:
    assert list(inspect.signature(alerts.Deployment).parameters) == DEPLOYMENT


def test_errors_are_value_errors() -> None:
    assert issubclass(disprop.DispropError, ValueError)
