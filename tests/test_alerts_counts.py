"""What became of the alerts of a deployment: statuses, operators, officers, arrests; and what may be compared."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, Estimate, alerts, compare, risk_difference, risk_ratio
from disprop._compare import ACCEPTABLE
from disprop.alerts import Deployment
from disprop.alerts._metrics import METRICS

Rate = Callable[..., Estimate]

# The trials that the University of Essex observed: 42 alerts, 16 rejected, 4 lost, 22 stopped, 8 of these right.
ESSEX = Deployment(
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
    adjudicated_by="observers",
)
DECEMBER_2018 = Deployment(
    true_alerts=2,
    false_alerts=12,
    stops_on_true_alerts=2,
    stops_on_false_alerts=2,
    arrests_on_true_alerts=2,
    arrests_on_false_alerts=1,
    de_arrests=0,
    charges=1,
)
FULL = dataclasses.replace(
    ESSEX,
    faces_seen=5_000,
    mated_passes=20,
    non_mated_passes=4_980,
    arrests_on_true_alerts=5,
    arrests_on_false_alerts=2,
    de_arrests=1,
    charges=3,
)


def rate_of(name: str) -> Rate:
    """Return the function of a rate in METRICS; arrest_yield takes its denominator."""
    function, *per = name.split(" per ")
    if per:
        return lambda deployment, **options: alerts.arrest_yield(deployment, per=per[0], **options)
    return getattr(alerts, function)  # type: ignore[no-any-return]


COUNTED = {
    "precision": (8, 42),
    "false_alert_share": (14, 42),
    "false_alert_rate": (14, 5_000),
    "true_positive_rate": (8, 20),
    "false_positive_rate": (14, 4_980),
    "operator_rejection_rate": (16, 42),
    "adjudicated_precision": (8, 26),
    "human_false_accept_rate": (14, 14),
    "engagement_rate": (22, 42),
    "engaged_precision": (8, 22),
    "intervention_rate": (22, 42),
    "wrongful_stops_per_false_alert": (14, 14),
    "wrongful_stops_per_stop": (14, 22),
    "wrongful_stops_per_face": (14, 5_000),
    "arrest_yield per alerts": (7, 42),
    "arrest_yield per true_alerts": (5, 8),
    "arrest_yield per false_alerts": (2, 14),
    "arrest_yield per faces_seen": (7, 5_000),
    "arrests_of_others": (2, 7),
    "de_arrest_rate": (1, 7),
    "charge_rate": (3, 7),
}


@pytest.mark.parametrize("name", METRICS)
def test_every_rate_counts_what_it_says(name: str) -> None:
    found, (part, whole) = rate_of(name)(FULL), COUNTED[name]
    assert [float(count) for count in found.data.values()][:2] == [part, whole]
    assert found.value == part / whole
    assert found.basis["counted"] == METRICS[name].part.replace("_", " ")
    assert found.basis["over"] == METRICS[name].whole.replace("_", " ")


@pytest.mark.parametrize("name", METRICS)
def test_a_rate_needs_just_the_counts_it_names(name: str) -> None:
    needed = {"true_alerts", "false_alerts", *alerts.counts_needed()[name]}
    enough = Deployment(**{count: getattr(FULL, count) for count in needed})
    assert rate_of(name)(enough).value == rate_of(name)(FULL).value
    for count in needed - {"true_alerts", "false_alerts", "unverified_alerts"}:
        less = Deployment(**{other: getattr(FULL, other) for other in needed - {count}})
        with pytest.raises(DispropError, match=f"{count}.*, which this deployment did not publish"):
            rate_of(name)(less)


def test_what_is_still_needed_is_what_was_not_published() -> None:
    needed = alerts.counts_needed(DECEMBER_2018)
    assert needed["false_alert_share"] == ("unverified_alerts",)
    assert needed["wrongful_stops_per_false_alert"] == ("unverified_alerts",)
    assert needed["charge_rate"] == needed["wrongful_stops_per_stop"] == ()
    assert needed["wrongful_stops_per_face"] == ("faces_seen",)
    assert set(alerts.counts_needed(FULL).values()) == {()}


def test_sentences_of_what_operators_and_officers_did() -> None:
    said, by = [str(rate_of(name)(FULL)).split(" (")[0] for name in METRICS], ", as decided by observers"
    assert said[0] == "8 to 28 of 42 alerts were true, as decided by observers, 20 were never verified"
    for sentence in (
        "operators rejected 16 of 42 alerts, 20 were never verified",
        f"8 to 26 of 26 alerts that operators pursued were true{by}, 20 alerts were never verified",
        "14 of 14 to 34 false alerts led to a stop, 20 alerts were never verified",
        "2 of 7 arrests were of somebody who was not the person on the watchlist, 20 alerts were never verified",
        "1 of 7 arrests were taken back, 20 alerts were never verified",
        "3 of 7 arrests led to a charge, 20 alerts were never verified",
    ):
        assert sentence in said
    assert all("never verified" in sentence for sentence in said)


# What a result says of itself


def test_a_result_carries_its_basis() -> None:
    assert alerts.precision(ESSEX).basis == {
        "counted": "true alerts",
        "over": "alerts",
        "adjudicated_by": "observers",
        "unverified": "taken either way",
    }
    assert alerts.precision(ESSEX, unverified="left-out").basis["over"] == "verified alerts"
    assert alerts.engaged_precision(ESSEX, unverified="left-out").basis["over"] == "confirmed alerts"
    assert alerts.wrongful_stops_per_stop(FULL).basis["unverified"] == "of no effect"
    assert alerts.precision(dataclasses.replace(DECEMBER_2018, unverified_alerts=0)).basis["unverified"] == "none"
    assert alerts.precision(DECEMBER_2018).basis["unverified"] == "not published"
    assert "adjudicated_by" not in alerts.precision(DECEMBER_2018).basis


def test_the_basis_survives_what_is_done_with_a_result() -> None:
    many = Deployment(true_alerts=[2, 1], false_alerts=[12, 7], faces_seen=[9_000, 8_600], adjudicated_by="officers")
    for found in (alerts.false_alert_rate(many).per(1_000), alerts.false_alert_rate(many)[1]):
        assert (found.basis["over"], found.basis["adjudicated_by"]) == ("faces seen", "officers")
    columns = alerts.false_alert_rate(many).to_dict()
    assert columns["over"] == ["faces seen"] * 2
    assert columns["adjudicated_by"] == ["officers"] * 2
    assert columns["unverified"] == ["not published"] * 2


def test_a_name_in_braces_is_a_name() -> None:
    found = alerts.precision(dataclasses.replace(DECEMBER_2018, adjudicated_by="{alerts} {x}"))
    assert str(found).startswith("2 of 14 alerts were true, as decided by {alerts} {x} (")


# Only the same rate can be compared


def test_the_same_rate_of_two_deployments() -> None:
    group, reference = alerts.precision(ESSEX, unverified="left-out"), alerts.precision(VERIFIED, unverified="left-out")
    for measure, function in (("risk ratio", risk_ratio), ("risk difference", risk_difference)):
        found = compare(measure, group=group, reference=reference, level=0.9, accept=["unverified", "adjudicated_by"])
        plain = function(group=(8, 22), reference=(5, 10), level=0.9)
        assert (found.value, found.low, found.high) == (plain.value, plain.low, plain.high)
        assert list(found.data)[:2] == ["group_true_alerts", "group_verified_alerts"]


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("other", ["precision", "false_alert_share", "false_alert_rate", "wrongful_stops_per_face"])
def test_rates_of_different_kinds_are_not_compared(name: str, other: str) -> None:
    group, reference = rate_of(name)(FULL), rate_of(other)(FULL)
    if name == other:
        found = compare("risk ratio", group=group, reference=reference)
        assert found.least <= 1 <= found.most
        return
    with pytest.raises(
        DispropError, match=r"^(counted|over) is '.*' for group and '.*' for reference: only"
    ) as refused:
        compare("risk ratio", group=group, reference=reference, accept=ACCEPTABLE)
    assert refused.value.got == (group.basis[refused.value.what], reference.basis[refused.value.what])
    with pytest.raises(DispropError, match="which - cannot give"):
        group - reference


VERIFIED_ALONE = functools.partial(alerts.precision, unverified="left-out")
VERIFIED, UNSAID = (
    Deployment(true_alerts=5, false_alerts=5, unverified_alerts=0, adjudicated_by=FULL.adjudicated_by),
    Deployment(true_alerts=5, false_alerts=5, adjudicated_by=FULL.adjudicated_by),
)


@pytest.mark.parametrize(("group", "reference"), [(FULL, VERIFIED), (VERIFIED, FULL), (FULL, FULL)])
def test_alerts_that_nobody_verified_are_in_what_a_comparison_allows(group: Deployment, reference: Deployment) -> None:
    """Whichever of them were true: the comparison holds each way, and has no value of its own."""
    found = compare("risk ratio", group=alerts.precision(group), reference=alerts.precision(reference))
    counts = [alerts.precision(d).data for d in (group, reference)]
    true, never = ([int(known[name]) for known in counts] for name in ("true_alerts", "unverified_alerts"))
    each = [
        risk_ratio(group=(true[0] + i, counts[0]["alerts"]), reference=(true[1] + j, counts[1]["alerts"]))
        for i, j in itertools.product(range(never[0] + 1), range(never[1] + 1))
    ]
    assert (found.least, found.most) == (min(e.value for e in each), max(e.value for e in each))
    limits = min(e.low for e in each), max(e.high for e in each)
    assert (found.low, found.high) == pytest.approx(limits, rel=1e-9)
    assert np.isnan(found.value)


@pytest.mark.parametrize(
    ("group", "reference", "said"),
    [
        (FULL, UNSAID, "'taken either way' for group and 'not published'"),
        (UNSAID, VERIFIED, "'not published' for group and 'none'"),
    ],
)
def test_unlike_verification_is_not_compared_until_it_is_accepted(
    group: Deployment, reference: Deployment, said: str
) -> None:
    rates = {"group": alerts.precision(group), "reference": alerts.precision(reference)}
    with pytest.raises(DispropError, match=f"^unverified is {said} for reference: nobody knows in which way"):
        compare("risk ratio", **rates, accept="adjudicated_by")
    found = compare("risk ratio", **rates, accept="unverified")
    assert found.least == rates["group"].least / rates["reference"].value


def test_rates_that_leave_the_unverified_out_or_do_not_depend_on_them_are_compared() -> None:
    for rate in (VERIFIED_ALONE, alerts.engagement_rate, alerts.charge_rate):
        assert compare("risk ratio", group=rate(FULL), reference=rate(FULL)).value == 1
    with pytest.raises(DispropError, match=r"^unverified is 'left out' for group and 'none' for reference"):
        compare("risk ratio", group=VERIFIED_ALONE(FULL), reference=VERIFIED_ALONE(VERIFIED))


@pytest.mark.parametrize("by", [None, "a panel"])
def test_those_who_decided_are_not_mixed_until_it_is_accepted(by: str | None) -> None:
    one, other = (dataclasses.replace(VERIFIED, adjudicated_by=name) for name in ("officers", by))
    sides: Any = {"group": alerts.precision(one), "reference": alerts.precision(other)}
    said = f"'{by}'" if by else "not said"
    with pytest.raises(DispropError, match=f"^adjudicated_by is 'officers' for group and {said} for reference: who"):
        compare("risk ratio", **sides)
    found = compare("risk ratio", **sides, accept="adjudicated_by")
    assert found.value == 1
    assert found.basis["adjudicated_by"] == f"officers against {by or 'not said'}"


def test_who_decided_is_not_asked_of_a_rate_that_no_verdict_changes() -> None:
    one, other = (dataclasses.replace(FULL, adjudicated_by=name) for name in ("officers", "a panel"))
    found = compare("risk ratio", group=alerts.engagement_rate(one), reference=alerts.engagement_rate(other))
    assert found.value == 1


# What is possible


def test_up_to_12_in_1000_faces_are_possible() -> None:
    found = alerts.false_alert_rate(Deployment(true_alerts=8, false_alerts=2, unverified_alerts=10, faces_seen=1_000))
    assert str(found).startswith(
        "2 to 12 of 1,000 faces seen raised a false alert, 10 alerts were never verified (between 0.20% and 1.20%, 95%"
    )
    assert (found.least, found.most) == (0.002, 0.012)
    scaled = found.per(1_000)
    assert (scaled.least, scaled.most) == pytest.approx((2, 12))
    assert str(scaled) == str(found)


COMPLETED = ("true_alerts", "false_alerts")


@settings(max_examples=60, deadline=None)
@given(*[st.integers(0, 6)] * 3, st.integers(0, 5), st.integers(0, 3))
def test_what_is_possible_is_what_every_completion_gives(
    true: int, false: int, unverified: int, rejected: int, stopped: int
) -> None:
    """Each alert that nobody verified was true or false: the least and the most of all ways to say which."""
    rejected = min(rejected, false + unverified)
    passes = {"faces_seen": 40, "mated_passes": 20, "non_mated_passes": 20, "rejected_alerts": rejected}
    stops = {"stops_on_false_alerts": min(stopped, false), "arrests_on_true_alerts": min(stopped, true)}
    given: Any = {**passes, **stops}
    d = Deployment(true_alerts=true, false_alerts=false, unverified_alerts=unverified, **given)
    ways = [
        Deployment(true_alerts=true + i, false_alerts=false + unverified - i, unverified_alerts=0, **given)
        for i in range(unverified + 1)
    ]
    for name in (
        *("precision", "false_alert_share", "false_alert_rate", "true_positive_rate", "false_positive_rate"),
        *("adjudicated_precision", "wrongful_stops_per_false_alert", "arrest_yield per true_alerts"),
        *("operator_rejection_rate", "wrongful_stops_per_face"),
    ):
        pursued = name == "adjudicated_precision"  # no rejected alert is true
        whole = [way for way in ways if not pursued or np.asarray(way.false_alerts) >= rejected]
        found, each = rate_of(name)(d), [float(rate_of(name)(way).value) for way in whole]
        if not np.isnan(found.value) and not np.isnan(each).any():
            assert (found.least, found.most) == pytest.approx((min(each), max(each)), rel=1e-12)


def test_elements_have_ranges_of_their_own() -> None:
    many = Deployment(true_alerts=[8, 8], false_alerts=[2, 2], unverified_alerts=[10, 0], faces_seen=1_000)
    found = alerts.precision(many)
    assert [str(one).split(" (")[0] for one in found] == [
        "8 to 18 of 20 alerts were true, 10 were never verified",
        "8 of 10 alerts were true, 0 were never verified",
    ]
    assert found.to_dict()["most"] == [0.9, 0.8]
    assert alerts.precision(DECEMBER_2018).most == 2 / 14  # nobody says whether more is possible


def test_officers_who_spoke_to_everybody_leave_nothing_open() -> None:
    found = alerts.engaged_precision(ESSEX)
    assert (found.least, found.most) == (8 / 22, 8 / 22)
    open_ones = dataclasses.replace(ESSEX, engaged_alerts=25, lost_alerts=1)
    assert (alerts.engaged_precision(open_ones).least, alerts.engaged_precision(open_ones).most) == (8 / 25, 11 / 25)


def test_both_conventions_are_not_compared() -> None:
    both = alerts.both_conventions(FULL)
    assert both.per_face is not None
    with pytest.raises(DispropError, match=r"^over is 'alerts' for group and 'faces seen' for reference"):
        compare("risk difference", group=both.per_alert, reference=both.per_face)


# One status for each alert


def test_statuses_give_the_flow_of_the_trials() -> None:
    seen = ["true_confirmed"] * 8 + ["false_confirmed"] * 14 + ["lost"] * 4 + ["operator_rejected"] * 16
    found = alerts.from_statuses(seen, alerts=42, stops_on_true_alerts=8, stops_on_false_alerts=14)
    for name in (field.name for field in dataclasses.fields(Deployment) if field.name != "adjudicated_by"):
        assert found.known(name) == ESSEX.known(name), name


def test_each_status_is_counted_once_among_the_alerts() -> None:
    for status in ("true_confirmed", "true_unconfirmed", "false_confirmed", "false_unconfirmed"):
        one = alerts.from_statuses([status])
        assert one.known("alerts") == 1
        assert one.known("unverified_alerts") == 0
        assert one.known("engaged_alerts") == (1 if status.endswith("_confirmed") else 0)
    for status, also in (
        ("engaged", "engaged_alerts"),
        ("lost", "lost_alerts"),
        ("operator_rejected", "rejected_alerts"),
    ):
        one = alerts.from_statuses([status])
        assert [one.known(name) for name in ("alerts", "unverified_alerts", also)] == [1, 1, 1]
    assert alerts.from_statuses([]).known("alerts") == 0


@given(st.permutations(["true_confirmed", "lost", "unknown", "engaged", "false_unconfirmed", "operator_rejected"]))
def test_the_order_of_the_alerts_does_not_matter(order: list[str]) -> None:
    assert str(alerts.precision(alerts.from_statuses(order))) == str(
        alerts.precision(alerts.from_statuses(sorted(order)))
    )


@pytest.mark.parametrize(
    ("statuses", "published", "message"),
    [
        (
            ["true_confirmed", "rejected"],
            {},
            "no status of an alert is called 'rejected'. Did you mean 'operator_rejected'",
        ),
        (["true_confirmed", None], {}, "no status of an alert is called None."),
        ("true_confirmed", {}, "statuses must be a list with one status for each alert; got the text"),
        (["lost"], {"lost_alerts": 3}, "lost_alerts come from the statuses; leave them out"),
        (["lost"], {"alerts": 3}, "alerts must not exceed true_alerts + false_alerts + unverified_alerts; got 3 of 1"),
    ],
)
def test_statuses_that_cannot_be_used(statuses: Any, published: dict[str, int], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        alerts.from_statuses(statuses, **published)
    assert message in str(refused.value)


# Counts that do not add up are refused by name


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"alerts": 41}, "true_alerts + false_alerts + unverified_alerts must not exceed alerts; got 42 of 41"),
        (
            {"alerts": 43},
            "alerts must not exceed true_alerts + false_alerts + unverified_alerts; got 43 of 42; one of the two",
        ),
        (
            {"true_alerts_confirmed": 8, "true_alerts_unconfirmed": 1},
            "true_alerts_confirmed + true_alerts_unconfirmed must not exceed true_alerts; got 9 of 8",
        ),
        (
            {"true_alerts_confirmed": 6, "true_alerts_unconfirmed": 1},
            "true_alerts must not exceed true_alerts_confirmed + true_alerts_unconfirmed; got 8 of 7",
        ),
        ({"false_alerts_confirmed": 15}, "false_alerts_confirmed must not exceed false_alerts; got 15 of 14"),
        ({"true_alerts_unconfirmed": 9}, "true_alerts_unconfirmed must not exceed true_alerts; got 9 of 8"),
        ({"rejected_alerts": 43}, "rejected_alerts must not exceed alerts; got 43 of 42"),
        ({"engaged_alerts": 43}, "engaged_alerts must not exceed alerts; got 43 of 42"),
        ({"engaged_alerts": 27, "rejected_alerts": 16}, "engaged_alerts must not exceed pursued_alerts; got 27 of 26"),
        ({"lost_alerts": 27, "rejected_alerts": 16}, "lost_alerts must not exceed pursued_alerts; got 27 of 26"),
        (
            {"lost_alerts": 5, "engaged_alerts": 22, "rejected_alerts": 16},
            "lost_or_engaged_alerts must not exceed pursued_alerts; got 27 of 26",
        ),
        (
            {"true_alerts_confirmed": 8, "false_alerts_confirmed": 14, "engaged_alerts": 21},
            "confirmed_alerts must not exceed engaged_alerts; got 22 of 21",
        ),
        (
            {"stops_on_true_alerts": 8, "stops_on_false_alerts": 14, "engaged_alerts": 21},
            "stops must not exceed engaged_alerts; got 22 of 21",
        ),
        (
            {"arrests_on_true_alerts": 1, "arrests_on_false_alerts": 1, "charges": 3},
            "charges must not exceed arrests; got 3 of 2",
        ),
        (
            {"arrests_on_true_alerts": 1, "arrests_on_false_alerts": 1, "de_arrests": 3},
            "de_arrests must not exceed arrests; got 3 of 2",
        ),
        ({"adjudicated_by": 3}, "adjudicated_by must be text, such as 'officers'; got 3"),
    ],
)
def test_identities(counts: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20, **counts)
    assert message in str(refused.value)


def test_a_total_of_alerts_is_no_deployment() -> None:
    with pytest.raises(DispropError, match=r"which were right: subtract only if every alert was verified$"):
        Deployment(alerts=42)
    with pytest.raises(DispropError, match=r"^false_alerts is needed by every rate of alerts"):
        Deployment(alerts=42, true_alerts=8)


def test_an_identity_names_the_deployment() -> None:
    with pytest.raises(DispropError, match=r"got 1 of 0 at position 1|got 2 of 1 at position 1"):
        Deployment(alerts=[3, 1], true_alerts=[1, 1], false_alerts=[2, 1])


def test_parts_add_up_to_what_was_not_printed() -> None:
    split = Deployment(
        true_alerts_confirmed=[1, 2],
        true_alerts_unconfirmed=[0, 3],
        false_alerts_confirmed=1,
        false_alerts_unconfirmed=0,
    )
    assert np.array_equal(split.known("true_alerts"), [1, 5])  # type: ignore[arg-type]
    assert np.array_equal(split.known("alerts"), [2, 6])  # type: ignore[arg-type]


# Laws

COUNT = st.integers(0, 50)


@st.composite
def deployments(draw: st.DrawFn) -> dict[str, int]:
    """Return counts that fit together."""
    true, false = draw(COUNT), draw(COUNT)
    return {
        "true_alerts": true,
        "false_alerts": false,
        "unverified_alerts": draw(COUNT),
        "stops_on_true_alerts": draw(st.integers(0, true)),
        "stops_on_false_alerts": draw(st.integers(0, false)),
        "faces_seen": draw(st.integers(200, 10_000)),
    }


ALL_OF_THEM = {"true_alerts", "false_alerts", "unverified_alerts", "stops_on_true_alerts", "stops_on_false_alerts"}
NAMES = [name for name, metric in METRICS.items() if set(metric.counts) <= ALL_OF_THEM | {"faces_seen"}]


def as_arrays(rows: list[dict[str, int]]) -> Deployment:
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    return Deployment(**columns)


@given(name=st.sampled_from(NAMES), rows=st.lists(deployments(), min_size=2, max_size=4), data=st.data())
def test_deployments_can_be_permuted(name: str, rows: list[dict[str, int]], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    found, moved = rate_of(name)(as_arrays(rows)), rate_of(name)(as_arrays([rows[i] for i in order]))
    for field in ("value", "low", "high"):
        np.testing.assert_allclose(getattr(moved, field), getattr(found, field)[order], rtol=1e-13)


@given(name=st.sampled_from(NAMES), rows=st.lists(deployments(), min_size=2, max_size=3))
def test_the_rate_of_merged_deployments_lies_between_theirs(name: str, rows: list[dict[str, int]]) -> None:
    merged = {count: sum(row[count] for row in rows) for count in rows[0]}
    one, each = rate_of(name)(as_arrays([merged])).value, rate_of(name)(as_arrays(rows)).value
    if not np.isnan(np.asarray(one)).any():
        assert np.nanmin(each) <= np.asarray(one)[0] * (1 + 1e-15)
        assert np.asarray(one)[0] <= np.nanmax(each) * (1 + 1e-15)


@given(name=st.sampled_from(NAMES), row=deployments(), times=st.integers(2, 5))
def test_more_of_the_same_narrows_the_interval(name: str, row: dict[str, int], times: int) -> None:
    once = rate_of(name)(as_arrays([row]))
    often = rate_of(name)(as_arrays([{count: times * number for count, number in row.items()}]))
    np.testing.assert_allclose(often.value, once.value, rtol=1e-15)
    if not np.isnan(np.asarray(once.value)).any():
        certain = once.high - once.low == 1  # where nothing is known, more of it says nothing either
        assert ((often.high - often.low < once.high - once.low) | certain).all()


# What other software makes of such counts


def test_an_answer_with_alerts_alone_gives_no_sensitivity() -> None:
    for rate in (alerts.true_positive_rate, alerts.false_positive_rate):
        with pytest.raises(DispropError, match="which this deployment did not publish; "):
            rate(DECEMBER_2018)


def test_no_alerts_are_undefined_not_0() -> None:
    none = Deployment(true_alerts=0, false_alerts=0, faces_seen=0)
    for rate in (alerts.precision, alerts.false_alert_rate):
        found = rate(none)
        assert np.isnan([found.value, found.low, found.high]).all()


def test_false_positives_are_not_divided_by_mated_passes() -> None:
    with pytest.raises(DispropError, match="divides by non_mated_passes"):
        alerts.false_positive_rate(Deployment(true_alerts=8, false_alerts=14, mated_passes=20))


def test_every_rate_answers_a_question_and_says_it_in_numbers() -> None:
    for name, metric in METRICS.items():
        assert metric.question.endswith("?"), name
        assert f"{{{metric.part}}}" in metric.phrase
        assert f"{{{metric.whole}}}" in metric.phrase
