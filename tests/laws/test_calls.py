"""Whoever calls a public function or makes a record in the wrong way is told in our words: its name, what it takes."""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from functools import partial
from inspect import Parameter
from typing import Any

import numpy as np
import pandas as pd
import pytest

import disprop
from disprop import DispropError, alerts, between, claims, imperfect, paired, periods, planning, rate, tables
from disprop.schemas import column

WITHIN = [each for name in dir(disprop) if inspect.ismodule(each := getattr(disprop, name))]
ROOMS = [disprop, alerts.scores, column, *WITHIN]
NOT_CALLED = {"DispropError", "TableError", "Record"}  # caught, or made by nobody; schemas are pandera's to make


def called() -> Iterator[tuple[str, Callable[..., Any]]]:
    for room in ROOMS:
        for name in sorted(set(room.__all__) - NOT_CALLED):
            thing = vars(room).get(name)
            if inspect.isfunction(thing) or (inspect.isclass(thing) and not hasattr(thing, "roles")):
                yield f"{room.__name__}.{name}".removeprefix("disprop."), thing


PUBLIC = dict(called())
TAKES = {name: list(inspect.signature(thing).parameters.values()) for name, thing in PUBLIC.items()}
NEEDED = {
    name: [each.name for each in takes if each.default is Parameter.empty and each.kind not in {2, 4}]
    for name, takes in TAKES.items()
}
ANY_NAME = {name for name, takes in TAKES.items() if any(each.kind is Parameter.VAR_KEYWORD for each in takes)}
ANY_NUMBER = {name for name, takes in TAKES.items() if any(each.kind is Parameter.VAR_POSITIONAL for each in takes)}


def answer(name: str, *args: object, **named: object) -> str:
    with pytest.raises(DispropError) as caught:
        PUBLIC[name](*args, **named)
    assert caught.value.what
    assert caught.value.hint
    return str(caught.value)


def test_there_are_as_many_as_there_are_names() -> None:
    assert len(PUBLIC) > 150


@pytest.mark.parametrize("name", sorted(PUBLIC.keys() - ANY_NAME))
def test_a_name_that_it_does_not_take(name: str) -> None:
    said = answer(name, zzz=1)
    assert said.startswith(f"{name} takes no zzz=; it takes ")
    assert set(NEEDED[name]) <= {each.strip("=,") for each in said.split()}


@pytest.mark.parametrize("name", sorted(PUBLIC.keys() - ANY_NUMBER))
def test_more_positions_than_it_has(name: str) -> None:
    said = answer(name, *range(40))
    assert said.startswith(f"{name} was given 40 arguments by position, where ")
    assert all(needed in said.partition(" taken: ")[2] for needed in NEEDED[name])


@pytest.mark.parametrize("name", sorted(name for name in PUBLIC if NEEDED[name]))
def test_nothing_at_all(name: str) -> None:
    said = answer(name)
    verb = "is" if len(NEEDED[name]) == 1 else "are"
    assert said.startswith(f"{name}: {' and '.join(NEEDED[name])} {verb} missing; it takes ")


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_it_is_one_thing_wherever_it_is_found(name: str) -> None:
    assert pickle.loads(pickle.dumps(PUBLIC[name])) is PUBLIC[name]  # noqa: S301 (our own)


def methods() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public methods of every record and result, those that are only returned included, with an instance."""
    kinds = {thing for room in ROOMS for thing in vars(room).values() if inspect.isclass(thing) and is_dataclass(thing)}
    for kind in filter(lambda each: each.__module__.startswith("disprop"), kinds):
        for name, method in inspect.getmembers(kind, inspect.isroutine):
            if name[0] != "_" and callable(method):
                bound = method if inspect.ismethod(method) else partial(method, object.__new__(kind))
                yield f"{kind.__name__}.{name}", bound


METHODS = dict(methods())


def test_there_are_as_many_as_there_are_methods() -> None:
    assert len(METHODS) > 100
    assert {"Estimate.per", "Averages.to_json", "Between.of_shape", "PooledDeployments.next_deployment"} <= set(METHODS)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_method_that_is_called_wrongly(name: str) -> None:
    known = {each.kind for each in inspect.signature(METHODS[name]).parameters.values()}
    wrong: list[tuple[tuple[int, ...], dict[str, int]]] = [((), {"zzz": 1})] * (Parameter.VAR_KEYWORD not in known)
    wrong += [(tuple(range(40)), {})] * (Parameter.VAR_POSITIONAL not in known)
    assert wrong
    for args, named in wrong:
        with pytest.raises(DispropError, match=f"^{re.escape(name)} (takes no zzz=|was given 40)") as caught:
            METHODS[name](*args, **named)
        assert caught.value.hint


ONE, TWO, SOME = rate(1, 10), rate([1, 2], 10), between([0, 1], 4)
BOTH = alerts.both_conventions(alerts.Deployment(true_alerts=2, false_alerts=3))
PLAIN: dict[str, tuple[Callable[[], object], str]] = {
    "a number": (lambda: float(ONE), r"not one number: take \.value, \.low or \.high"),
    "a whole number": (lambda: int(ONE), "not one number"),  # type: ignore[call-overload]
    "more than": (lambda: ONE > 1, r"so > has no answer: ask \.excludes\(null\), or compare \.value$"),
    "at least": (lambda: ONE >= 1, "so >= has no answer"),
    "less than": (lambda: ONE < 1, "so < has no answer"),
    "at most": (lambda: ONE <= 1, "so <= has no answer"),
    "an array beside it": (lambda: np.float64(1) < ONE, "so > has no answer"),
    "an order": (lambda: sorted([ONE, ONE]), "so < has no answer"),  # type: ignore[type-var]
    "a unit by name": (lambda: ONE.per(per=3), r"^Estimate\.per takes no per=; write \.per\(10_000\)"),  # type: ignore[call-arg]
    "an element too far": (lambda: TWO[5], r"^an index of this rate must lie within the shape \(2,\); got 5$"),
    "an element by name": (lambda: TWO["events"], r"within the shape \(2,\); got 'events'$"),
    "a count too far": (lambda: SOME[2], r"^an index of counts known in part must lie within the shape \(2,\); got 2$"),
    "how many one is": (lambda: len(between(0, 4)), r"^between\(0, 4\) is one count, which has no length"),
    "the parts of one": (lambda: list(between(0, 4)), "no length and no parts"),
    "an estimate by place": (lambda: BOTH[0], "no estimate of this record is called 0. Known: per_alert"),  # type: ignore[index]
    "an estimate by name": (lambda: BOTH["per_alerts"], "Did you mean 'per_alert'"),
}


@pytest.mark.parametrize("asked", PLAIN)
def test_what_python_would_refuse(asked: str) -> None:
    call, said = PLAIN[asked]
    with pytest.raises(DispropError, match=said):
        call()


def test_counts_are_iterated_and_records_asked_by_name() -> None:
    assert list(SOME) == [between(0, 4), between(1, 4)]
    assert BOTH["per_alert"] == BOTH.per_alert


FRAME = pd.DataFrame({"g": ["A", "B"], "n": [3, 4], "t": [10, 20]})
COLUMNS = {"columns": ("n", "t")}
SIDES = {**COLUMNS, "group": "g", "reference": "B"}
Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], str]
CALLS: dict[str, Call] = {
    "a near name": (
        *(planning.events_needed, (0.1,), {"levle": 0.9}),
        r"^planning\.events_needed takes no levle=\. Did you mean 'level'\?$",
    ),
    "the word of another tool": (
        *(alerts.scores.auc, ([0.9], [0.1]), {"conf_level": 0.9}),
        r"auc takes no conf_level=; write level=0\.95$",
    ),
    "a word for what it has nothing like": (
        *(claims.to_markdown, (FRAME,), {"alpha": 0.05}),
        r"to_markdown takes no alpha=; it takes frame$",
    ),
    "a unit of a rate": (
        *(rate, (3, 10), {"per": 10}),
        r"^rate takes no per=; write \.per\(10_000\) of the result$",
    ),
    "a unit of what has none": (
        *(planning.events_needed, (0.1,), {"per": 10}),
        r"takes no per=; it takes within, share=, reference=, level=$",
    ),
    "one position too many": (
        *(periods.parse, ("2021", "2022"), {}),
        r"given 2 arguments by position, where 1 is taken: write parse\(text, year=\.\.\.\)$",
    ),
    "positions for names": (
        *(paired.mcnemar, (3, 4), {}),
        r"given 2 arguments by position, where none is taken: write mcnemar\(only_a=\.\.\., only_b=\.\.\.\)$",
    ),
    "the same twice": (
        *(imperfect.Printed, ("1.2",), {"text": "1.2"}),
        r"^imperfect\.Printed: text is given twice; it takes text$",
    ),
    "a count that no deployment has": (
        *(alerts.from_statuses, (["lost"],), {"face_seen": 9}),
        r"^alerts\.Deployment takes no face_seen=\. Did you mean 'faces_seen'\?$",
    ),
    "a reference beside options": (
        *(tables.compare_by, (FRAME, disprop.rate_ratio), {**COLUMNS, "group": "g", "ref": "B"}),
        r"^no option of rate_ratio is called 'ref'\. Known: person, method, level, sides$",
    ),
    "a verb without columns": (
        *(tables.compare_by, (FRAME, "rate_ratio"), {}),
        r"^tables\.compare_by: columns and group are missing; it takes frame, statistic, columns=, ",
    ),
    "the name of a statistic": (
        *(tables.compare_by, (FRAME, "rate_ratio"), SIDES),
        r"got 'rate_ratio'; write disprop\.rate_ratio, without quotes$",
    ),
    "what a statistic returned": (
        *(tables.estimate_by, (FRAME, rate(3, 4)), {**COLUMNS, "by": "g"}),
        r"^statistic must be a function such as disprop\.rate; got .*; it was called: name the function alone, ",
    ),
}


@pytest.mark.parametrize("kind", CALLS)
def test_a_wrong_call_is_told_what_to_write(kind: str) -> None:
    function, args, named, said = CALLS[kind]
    with pytest.raises(DispropError, match=said):
        function(*args, **named)


def broken(mated: Any, non_mated: Any) -> Any:
    return mated.size + f"{non_mated}"


def test_a_fault_inside_a_function_stays_what_it_is() -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        alerts.scores.bootstrap(broken, [0.9, 0.8], [0.1], mated_person=[1, 2], non_mated_person=[3])
