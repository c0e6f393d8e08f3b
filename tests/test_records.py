"""What every result can do, whatever it found: equal, copied, kept as JSON, read-only, shown, and read as columns."""

from __future__ import annotations

import copy
import importlib
import json
import math
import pickle
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from html import escape
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

import disprop
from disprop import (
    DispropError,
    Estimate,
    Record,
    alerts,
    areas,
    between,
    das_gupta,
    direct_rate,
    disparity,
    imperfect,
    kitagawa,
    models,
    odds_ratio,
    periods,
    plot,
    proportion,
    rate,
    rate_ratio,
    risk_ratio,
    strata,
    tables,
)
from disprop.alerts import scores
from disprop.claims import Claim, check
from disprop.estimate import Result, based, estimates_of
from disprop.estimate._basis import ReadOnly
from disprop.estimate._result import KINDS

SIDES: dict[str, Any] = {
    "group": ([30, 0, 4, 9, 12], [1_000, 200, 300, 800, 900]),
    "reference": ([60, 3, 9, 0, 5], [8_000, 900, 700, 90, 800]),
}
FORCES = pd.DataFrame(
    {
        "events": [30, 60, 12, 9, 4, 8, 7, 11],
        "people": [1_000, 8_000, 900, 800, 300, 700, 200, 900],
        "group": ["Black", "White"] * 4,
        "force": ["Kent", "Kent", "Surrey", "Surrey", "Essex", "Essex", "Dyfed", "Dyfed"],
    }
)
MONTHS = ["2023-08", "2023-09", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]
FACES = [76_920, 72_923, 59_608, 19_020, 36_045, 23_051, 32_242]
ADJUSTED: dict[str, Any] = {"events": "events", "population": "people", "group": "group", "reference": "White"}
LABELLED = pd.Series([3, 4], index=["Kent", "Surrey"])
KEPT: dict[str, Any] = {
    "kept_from": 0.6,
    "threshold": 0.75,
    "mated_below": 1,
    "non_mated_below": 90,
    "unlabelled_below": 4,
}
CLAIM: dict[str, Any] = {"id": "survey", "source": "a survey", "statement": "93% opposed it"}
ESTIMATES: dict[str, Estimate] = {
    "number": rate(7, 8_600).per(10_000),
    "nothing": rate(0, 0),
    "infinite": rate_ratio(group=(5, 5), reference=(0, 5)),
    "any": odds_ratio(group=([3, 0], 3), reference=(4, 4)),
    "array": rate([[0, 7], [87, 1]], [703, 8_600]),
    "empty": rate([], []),
    "one-sided": proportion([0, 12], 14, sides="upper", level=[0.9, 0.95]),
    "labelled": rate(LABELLED, 10),
    "strata": strata.mantel_haenszel("odds ratio", **SIDES),
    "deployments": alerts.pool([1, 2, 3], [4, 5, 6]).estimate,
    "remark": strata.mantel_haenszel("rate ratio", group=([3, 0], [9, 0]), reference=([4, 0], [9, 0])),
    "standardised": direct_rate([[30, 9], [0, 0]], [1_000, 400], standard=[2, 1]),
    "in part": rate(between(0, 4), 900),
    "in part, an array": rate_ratio(group=(between([0, 5], [4, 9], best=[2, 6]), 900), reference=([9, 0], [5_000, 0])),
    "with a basis": based(proportion(2, 14), {"counted": "false alerts", "over": "alerts"}),
}
SECOND = imperfect.second_source(
    {"seen": 4, "heard": 2},
    group="A",
    reference="B",
    confusion={"seen": {"A": 0.5, "B": 0.25, "C": 0.25}, "heard": {"A": 0, "B": 1}},
)
DIFFERENTIALS = alerts.differentials([18, 9, 0], [10_000, 10_000, 100], ["A", "B", "C"], draws=100)
RESULTS: dict[str, Result] = {
    **ESTIMATES,
    "averages": areas.averages(**SIDES),
    "monitored": disparity.monitor([0, 1, 4], [20, 30, 40], measure="proportion", claim=0.01),
    "funnel": areas.funnel(rate_ratio(**SIDES)),
    "ranks": areas.ranks(rate_ratio(**SIDES)),
    "shrunk": areas.shrunk(rate(*SIDES["group"])),
    "candidates": imperfect.by_population(disprop.rate, 3, {"2011": imperfect.estimated(900, cv=0.1), "2021": 1_300}),
    "averages of sets": areas.averages(group=([[1, 2], [3, 0]], [[5, 6], [7, 8]]), reference=([[1, 2], [0, 4]], 9)),
    "pooled areas": areas.pool(**SIDES),
    "one area": areas.pool(group=([3], [100]), reference=([2], [90])),
    "pooled deployments": alerts.pool([12, 7, 0, 2], [14, 8, 3, 9]),
    "no events": alerts.pool([[0, 0], [1, 2]], [[10_000, 9_000], [8_000, 5_000]], kind="faces_seen", breaks=()),
    "break": alerts.breaks([6, 7, 10, 30, 70, 72, 163], FACES, MONTHS)[0],
    "differentials": DIFFERENTIALS,
    "inequality": disparity.inequality([3, 0, 9], [90, 80, 70], draws=100, ordered=True),
    "inequalities": disparity.inequality([[3, 0, 9], [0, 0, 0]], [90, 80, 70], draws=100),
    "equivalence": disparity.equivalence(disprop.rate_ratio(group=(48, 900), reference=(95, 1_800))),
    "readings": disparity.readings(group=(143, 189_708), whole=(679, 2_226_058), reference=(352, 1_761_205)),
    "trend": periods.ratio_trend(
        group=([9, 12, 14], 900), reference=([90, 80, 95], 9_000), times=["2018", "2019", "2020"]
    ),
    "excess": disparity.excess(group=([33, 0], 46_476), reference=(352, 1_761_205)),
    "selection": disparity.selection(group=(69, 212), reference=(538, 824)),
    "selections": disparity.selection(group=([69, 0], [212, 0]), reference=(538, 824)),
    "stages": disparity.stages(group=([30, 9], 500), reference=([200, 40], 10_000)),
    "share": alerts.share_vs_base(8, 10, (0.13, 0.30)),
    "adjusted": models.adjusted_ratio(FORCES, **ADJUSTED, covariates=("force",)),
    "adjusted, nothing left": models.adjusted_ratio(FORCES[:2], **ADJUSTED),
    "adjusted, levels": models.adjusted_ratio(FORCES, **ADJUSTED, cluster="force", level=[0.8, 0.95]),
    "search thresholds": models.threshold_test(
        {"n": [90] * 10, "s": [9] * 10, "h": [4, 3] * 5, "who": ["A"] * 5 + ["B"] * 5, "at": [*"abcde"] * 2},
        **dict(zip(("stops", "searches", "hits", "group", "area"), ("n", "s", "h", "who", "at"), strict=True)),
        reference="A",
        draws=100,
    ),
    "parts": kitagawa(group=([[10, 40]], [[1_000, 2_000]]), reference=([[15, 20]], [[2_000, 900]]), factors="ab"),
    "published": das_gupta(
        {year: {"births": float(year), "women": 0.5} for year in "123"}, errors={"1": {"births": 0.1}}
    ),
    "two parts": kitagawa(group=([10, 40], [1_000, 2_000]), reference=([15, 20], [2_000, 900])),
    "finding": check(Claim(**CLAIM, kind="share", printed="93%", inputs={"whole": 115})),
    "impossible": check(Claim(**CLAIM, kind="share", printed="93%", inputs={"whole": 3})),
    "both": alerts.both_conventions(alerts.Deployment(true_alerts=2, false_alerts=12, faces_seen=8_600)),
    "thresholds": alerts.by_threshold(
        alerts.Deployment(true_alerts=[1] * 7, false_alerts=[5, 6, 9, 29, 69, 71, 162], faces_seen=FACES),
        [0.6, 0.64, 0.6, 0.6, 0.64, 0.6, 0.64],
        periods=MONTHS,
    ),
    "expected": alerts.expected_alerts(30_000, prevalence=1 / 10_000, mated=(89, 100), non_mated=(1, 6000)),
    "relative": alerts.relative_accuracy(true_alerts=(40, 12, 0), false_alerts=(9, 31, 0)),
    "at scale": alerts.at_scale([2_226, 200_000_000], fmr=1e-6),
    "e-value": imperfect.e_value(rate_ratio(group=([33, 0], 46_476), reference=([352, 0], 1_761_205))),
    "fragility": imperfect.fragility(rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))),
    "sensitivity": imperfect.sensitivity(risk_ratio(group=(30, 90), reference=(9, 90)), {"recoded": (0, 3)}),
    "misrecorded": imperfect.misrecorded(
        "odds ratio", group=(30, 90), reference=([9, 1], 90), sensitivity=(0.9, 1), specificity=0.98
    ),
    "not disclosed": alerts.both_conventions(alerts.Deployment(true_alerts=2, false_alerts=12)),
    "either way": alerts.both_conventions(
        alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20, faces_seen=5_000)
    ),
    "rates alone": alerts.positive_predictive_value(mated=0.89, non_mated=1 / 6_000, prevalence=0.001),
    "test": strata.homogeneity("odds ratio", **SIDES),
    "point": scores.fnmr_at_fmr([0.9, 0.8, 0.6], [0.7, 0.6, 0.3, 0.1], fmr=0.25),
    "kept": scores.kept_rates([0.9, 0.8, 0.7], [0.65, 0.62], **KEPT),
    "value": imperfect.imbens_manski(
        rate_ratio(group=(between([0, 5], [4, 9]), 900), reference=(between(3, 9), 5_000))
    ),
    "second source": SECOND,
    "not stated": imperfect.not_stated(group=(8, 90), reference=(9, 200), others=4, unstated=7, second=SECOND),
    "not stated, an array": imperfect.not_stated(group=([8, 0], 90), others=4, unstated=[7, 0]).per(1_000),
    "by probability": imperfect.by_probability([6, 4], {"A": [0.9, 0.2], "B": [0.1, 0.8]}, whole=[20, 90], group="A"),
    "no answer": imperfect.did_not_answer(group=([8, 4], [90, 70]), silent={"group": 50}, rates={"group": (0.01, 0.1)}),
    "tightened": imperfect.tighten({"a": "<5", "b": "*", "c": 7, "all": between(8, 12, best=10)}, totals="all"),
    "curve": scores.det([0.9, 0.8, 0.6], [0.7, 0.6, 0.3, 0.1]),
}


def every(value: Any) -> Iterator[Any]:
    """Yield a value and all that it holds."""
    yield value
    if is_dataclass(value):
        within = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, Mapping):
        within = [*value.values()]
    else:
        within = [*value] if isinstance(value, (tuple, list)) else []
    for each in within:
        yield from every(each)


def strict(text: str) -> Any:
    """Return what JSON holds, as readers that know no NaN and no Infinity read it."""

    def refused(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refused)


def test_every_kind_of_result_is_looked_at() -> None:
    for module in pkgutil.walk_packages(disprop.__path__, "disprop."):
        importlib.import_module(module.name)
    looked_at = {type(each).__name__ for result in RESULTS.values() for each in every(result)}
    kinds = {name for name, kind in KINDS.items() if kind.__module__.startswith("disprop.")}
    # a Joint holds exact fractions, and its claims file is what is kept: test_jointly
    assert kinds - looked_at == {"Record", "ByArea", "Solved", "Joint"}


@pytest.mark.parametrize("name", RESULTS)
def test_json_holds_a_result_whole_and_only_what_json_knows(name: str) -> None:
    found = RESULTS[name]
    text = found.to_json()
    strict(text)
    again = type(found).from_json(text)
    assert again == found
    assert not again != found  # noqa: SIM202 (both operators are asked)
    assert (again.to_json(), str(again)) == (text, str(found))
    assert columns_of(again) == columns_of(found)
    assert read_only(again)


@pytest.mark.parametrize("name", RESULTS)
def test_a_copy_says_the_same_and_cannot_be_changed_either(name: str) -> None:
    found = RESULTS[name]
    for again in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found)), replace(found)):  # type: ignore[type-var]  # noqa: S301
        assert again == found
        assert str(again) == str(found)
        assert read_only(again)


def read_only(found: Result) -> bool:
    held = list(every(found))
    arrays = all(not each.flags.writeable for each in held if isinstance(each, np.ndarray))
    return arrays and all(isinstance(each, ReadOnly) for each in held if isinstance(each, Mapping))


@pytest.mark.parametrize("name", RESULTS)
def test_what_was_found_cannot_be_changed(name: str) -> None:
    found = RESULTS[name]
    assert read_only(found)
    for each in every(found):
        if isinstance(each, np.ndarray) and each.size:
            with pytest.raises(ValueError, match="read-only"):
                each[...] = each
        if isinstance(each, Mapping):
            with pytest.raises(DispropError, match="what a result rests on cannot be changed"):
                each["standard"] = "x"  # type: ignore[index]
    with pytest.raises((AttributeError, TypeError)):
        found.method = "x"  # type: ignore[attr-defined]


CHANGES: list[Callable[[Any, str], object]] = [
    lambda own, key: own.__setitem__(key, 1),
    lambda own, key: own.update({key: 1}),
    lambda own, key: own.pop(key),
    lambda own, key: own.setdefault(key, 1),
    lambda own, _: own.clear(),
    lambda own, _: own.popitem(),
    lambda own, key: own.__delitem__(key),
    lambda own, key: own.__ior__({key: 1}),
]


def test_the_three_ways_to_change_an_estimate_are_refused() -> None:
    found: Any = based(rate([1, 2], 10), standard="european-2013")
    with pytest.raises(ValueError, match="read-only"):
        found.low[0] = 99
    for mapping, name in ((found.data, "events"), (found.basis, "standard")):
        for change in CHANGES:
            with pytest.raises(DispropError, match=r"cannot be changed; dict\(\.\.\.\) of it is a copy that can"):
                change(mapping, name)
    assert {**found.basis, "standard": "x"}["standard"] == "x"


@pytest.mark.parametrize("name", RESULTS)
def test_another_result_is_not_equal(name: str) -> None:
    found = RESULTS[name]
    assert all(found != other for key, other in RESULTS.items() if key != name)
    assert found != 3
    assert found != found.to_dict()
    with pytest.raises(TypeError, match="unhashable"):
        hash(found)


def test_a_result_that_differs_in_one_number_in_one_place_is_another() -> None:
    one = ESTIMATES["array"]
    low = np.array(one.low)
    low[1, 0] = np.nextafter(low[1, 0], 0)
    assert replace(one, low=low) != one
    assert replace(one, data={**one.data, "events": np.array([[0, 7], [87, 2.0]])}) != one
    assert based(one, counted="scans") != one
    assert one.per(1_000) != one
    other = replace(DIFFERENTIALS.ratios, p_values=np.array([1.0, 1.0, np.nan]))
    assert replace(DIFFERENTIALS, ratios=other) != DIFFERENTIALS


def cells(column: Any) -> list[object]:
    return [None if isinstance(cell, float) and math.isnan(cell) else cell for cell in column]


def columns_of(found: Result) -> dict[str, list[object]]:
    return {each: cells(column) for each, column in found.to_dict().items()}


@pytest.mark.parametrize("name", RESULTS)
def test_whatever_reads_arrow_reads_the_columns(name: str) -> None:
    found = RESULTS[name]
    columns = columns_of(found)
    assert len({len(column) for column in columns.values()}) == 1
    assert {each.name: cells(each) for each in pl.DataFrame(found)} == columns
    assert {each: cells(column) for each, column in pa.table(found).to_pydict().items()} == columns
    read: Any = duckdb.sql("select * from found")
    assert {each: cells(column) for each, column in pa.table(read.pl()).to_pydict().items()} == columns


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize("name", RESULTS)
def test_a_frame_has_the_columns(name: str, backend: Any) -> None:
    columns = RESULTS[name].to_dict()
    frame = tables.to_frame(RESULTS[name], backend=backend)
    names = frame.column_names if backend == "pyarrow" else list(frame.columns)
    assert names == list(columns)
    assert len(frame) == len(next(iter(columns.values())))


@pytest.mark.parametrize("name", RESULTS)
def test_a_notebook_shows_the_sentence_first(name: str) -> None:
    found = RESULTS[name]
    html = found._repr_html_()
    said = "<br>".join(escape(line) for line in str(found).splitlines())
    assert html.startswith(f"<p>{said}</p><table ")
    estimates = estimates_of(found) if isinstance(found, (Estimate, Record)) else {}
    assert all(escape(each.measure) in html for each in estimates.values() if np.size(each.value))
    words = (column.replace("_", " ") for column in found.to_dict())
    assert estimates or all(re.search(f">{re.escape(word)}[<:]", html) for word in words)


def test_a_notebook_shows_sixty_rows_and_says_how_many_more() -> None:
    html = rate(np.arange(1_000), 10_000)._repr_html_()
    assert html.count("<tr>") == 63
    assert html.endswith(">and 940 more</td></tr></tfoot></table>")


# Records


RECORDS = {name: found for name, found in RESULTS.items() if isinstance(found, Record) and found.estimates}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_is_its_estimates_by_name(name: str) -> None:
    found = RECORDS[name]
    assert all(isinstance(each, Estimate) for each in found.estimates.values())
    assert [*found] == [*found.estimates.values()]
    assert repr(found).startswith(f"<{type(found).__name__}\n")
    many = tables.to_frame([found, ESTIMATES["number"]])
    assert many["name"].tolist()[-1] == "rate"
    assert set(many["name"][:-1]) == {f"{type(found).__name__}: {each}" for each in found.estimates}
    assert tables.to_frame({"these": found})["name"][0].startswith("these: ")


def test_estimates_are_named_after_pairs_and_groups() -> None:
    assert [*DIFFERENTIALS.estimates] == ["A over B", "A over C", "B over C"]
    assert [*RECORDS["adjusted"].estimates] == ["Black"]
    assert [*RECORDS["point"].estimates] == ["false_positive", "false_negative", "at_target"]
    assert plot.forest(DIFFERENTIALS).get_xlabel() == "risk ratio (95% CI)"


class Nested(Record):
    several: tuple[Estimate, ...]
    named: Mapping[str, Record]
    words: str = ""


def test_a_record_of_your_own_may_hold_several_and_other_records() -> None:
    found = Nested((rate(1, 10), rate(2, 10)), {"share": alerts.share_vs_base(8, 10, 0.3)}, "as of May")
    assert [*found.estimates] == ["several: 1", "several: 2", "named: share: share"]
    assert Nested.from_json(found.to_json()) == copy.deepcopy(found) == found
    assert type(found.named) is ReadOnly
    assert f"{found:.2f}".splitlines()[0] == "several: 1: 0.10 (95% CI 0.0025 to 0.56)"


# Refusals


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "this is not the JSON of a result"),
        (None, "this is not the JSON of a result"),
        ("[1]", r"this is not the JSON of a Estimate .*; write it with Estimate\.to_json\(\)"),
        ("{}", "this is not the JSON of a Estimate"),
        ('{"value": 1}', "this is not the JSON of a Estimate"),
        ('{"value": {"kind": "os.system", "fields": {}}}', "this is not the JSON of a Estimate"),
        (
            '{"value": {"kind": "array", "shape": [2, 3], "of": "f", "items": [1]}}',
            "this is not the JSON of a Estimate",
        ),
        (RECORDS["share"].to_json(), "this is not the JSON of a Estimate"),
    ],
)
def test_text_that_no_result_wrote_is_refused(text: Any, words: str) -> None:
    with pytest.raises(DispropError, match=words):
        Estimate.from_json(text)


def test_what_json_cannot_hold_is_refused_in_our_words() -> None:
    found = replace(RECORDS["break"], period=pd.Timestamp("2023-12-01"))  # type: ignore[call-arg]
    with pytest.raises(DispropError, match="a Break of these cannot be JSON: Object of type Timestamp is not JSON"):
        found.to_json()


@pytest.mark.parametrize("found", [rate(3, 10), RECORDS["share"]])
def test_a_list_of_results_is_no_frame_of_pandas_and_says_what_makes_one(found: Any) -> None:
    with pytest.raises(DispropError, match=r"has no parts: .*tables\.to_frame makes a frame of one, or of a list"):
        pd.DataFrame([found] if isinstance(found, Estimate) else found)
    assert len(tables.to_frame([found])) == 1


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([], "there is no estimate here; give at least one"),
        ({}, "there is no estimate here; give at least one"),
        (0.3, "give an Estimate, a record of them, a list or a mapping; got 0.3, a float"),
        ("rate", "give an Estimate, a record of them, a list or a mapping; got 'rate'"),
        ({"Kent": 0.3}, "Kent must be an Estimate, or a record of them; got 0.3"),
        ([rate(1, 2), None], "NoneType must be an Estimate, or a record of them; got None"),
    ],
)
@pytest.mark.parametrize("take", [tables.to_frame, plot.forest, lambda found: plot.timeline([1], found)])
def test_what_holds_no_estimate_is_refused_alike_everywhere(take: Any, found: Any, words: str) -> None:
    with pytest.raises(DispropError, match=words):
        take(found)


def test_a_key_that_is_a_column_is_refused() -> None:
    with pytest.raises(DispropError, match="key 'events' is a column of the result; give it another name"):
        tables.to_frame(rate([1, 2], 10), {"events": ["a", "b"]})
