"""A whole report solved at once: against enumeration, and where solvers of floats go wrong."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from disprop import DispropError, between
from disprop.claims import Claim, Ledger, jointly
from disprop.imperfect._numbers import Span
from disprop.imperfect._solver.rows import Quotient, Row, System
from disprop.imperfect._solver.search import Clock, largest
from studies.jointly import Drawn, differences

WHITE, BLACK, OTHER_WHITE, PAKISTANI = 1_761_205, 46_476, 56_953, 189_708  # census of 2011
GROUPS = ("black", "white", "other white", "pakistani", "other")


def rate(name: str, printed: str, events: str, people: Any, per: int = 10_000) -> Claim:
    """Return the claim of a rate."""
    return Claim(name, "rate", printed, {"per": per, "events": events, "population": people})


def share(name: str, printed: str, part: Any, whole: Any) -> Claim:
    """Return the claim of a share."""
    return Claim(name, "share", printed, {"part": part, "whole": whole})


def ratio(name: str, printed: str, group: str, reference: str) -> Claim:
    """Return the claim of a ratio."""
    return Claim(name, "ratio", printed, {"group": group, "reference": reference})


def west_yorkshire(bame: tuple[str, ...], residents: int, *more: Claim) -> Ledger:
    """Return the figures of the report on scans of fingerprints, with who is counted as BAME."""
    claims = (
        rate("black rate", "7", "black", BLACK),
        rate("white rate", "2", "white", WHITE),
        rate("other white rate", "15.3", "other white", OTHER_WHITE),
        share("pakistani share", "21%", "pakistani", "scans"),
        rate("bame rate", "not printed", "bame", residents),
        ratio("bame ratio", "more than 3", "bame rate", "white rate"),
        rate("pakistani rate", "not printed", "pakistani", PAKISTANI),
        ratio("black to white", "not printed", "black rate", "white rate"),
        ratio("pakistani to white", "not printed", "pakistani rate", "white rate"),
    )
    counts: dict[str, Any] = dict.fromkeys(GROUPS, "unknown")
    counts |= {"scans": {"sum": list(GROUPS)}, "bame": {"sum": list(bame)}}
    return Ledger((*claims, *more), counts=counts)


NOT_WHITE = west_yorkshire(("black", "pakistani", "other"), 406_240)


def ends(found: Any) -> tuple[float, float]:
    """Return the limits of a count."""
    return float(found.low), float(found.high)


def rounded(found: tuple[Any, Any], digits: int = 2) -> tuple[float, float]:
    """Return the limits of a figure to two decimals."""
    return round(float(found[0]), digits), round(float(found[1]), digits)


def test_west_yorkshire() -> None:
    found = jointly(NOT_WHITE)
    assert found.conflict() == ()
    expected = {"scans": (536, 932), "black": (31, 34), "white": (265, 440), "other white": (87, 87)}
    expected["pakistani"] = (110, 200)
    assert {name: ends(found.between(name)) for name in expected} == expected
    assert ends(found.between(["black", "pakistani", "other"])) == ends(found.between("bame"))
    assert rounded(found.figure("pakistani rate")) == (5.80, 10.54)
    assert rounded(found.figure("black to white")) == (2.67, 4.86)
    assert rounded(found.figure("pakistani to white")) == (3.60, 4.48)
    both = found.ratio(group=("black", BLACK), reference=("white", WHITE))
    assert (both.least, both.most) == pytest.approx(tuple(map(float, found.figure("black to white"))), rel=1e-14)
    assert found.share(part="pakistani", whole="scans").least == 0.205
    assert str(found.rate("black", BLACK).per(10_000)).startswith("between 6.67 and 7.32 per 10,000")
    table = found.to_dict()
    assert table["least"][table["name"].index("scans")] == 536


def test_west_yorkshire_with_everyone_else() -> None:
    found = jointly(west_yorkshire(("black", "pakistani", "other", "other white"), 464_853))
    assert (ends(found.between("scans")), ends(found.between("pakistani"))) == ((482, 904), (99, 194))
    assert rounded(found.figure("pakistani to white")) == (3.41, 4.10)


def test_a_contradiction_names_the_fewest_figures() -> None:
    asian = share("asian share", "18%", {"sum": ["pakistani", "other"]}, "scans")
    found = jointly(west_yorkshire(("black", "pakistani", "other"), 406_240, asian))
    assert found.conflict() == ("pakistani share", "asian share")
    said = "These 2 figures cannot all be true: pakistani share (21%) and asian share (18%)."
    assert str(found) == found.sentence() == said
    assert found.to_dict()["name"] == []
    with pytest.raises(DispropError, match=r"cannot all be true: pakistani share .* nothing is known of the counts"):
        found.between("scans")
    without = found.without("asian share")
    assert rounded(without.figure("asian share")) == (27.99, 40.17)
    assert found.neighbours("asian share") == ()
    assert found.neighbours("asian share", within=10) == ("28%",)


@pytest.mark.parametrize("seed", range(1, 25))
def test_everything_is_as_enumeration_has_it(seed: int) -> None:
    """Ends, ways, the size of a contradiction, the planted error in it; `python -m studies.jointly` draws more."""
    assert differences(Drawn(seed)) == []


def test_why_names_the_figures() -> None:
    found = jointly(NOT_WHITE)
    because = "because of black rate (7 per 10,000)"
    assert found.why("black") == f"black is 31 to 34: at least 31, {because}; at most 34, {because}"


def test_firm_facts_are_never_blamed() -> None:
    """Two prints of one share contradict each other; a census that fits neither is not named."""
    counts = {"a": "unknown", "b": "unknown", "all": {"sum": ["a", "b"]}}
    claims = (
        share("half", "50%", "a", 101),
        share("rest", "60%", "b", 101),
        Claim("sum", "count", "101", {"of": "all"}),
    )
    assert jointly(Ledger(claims, counts=counts)).conflict() == ("half", "rest", "sum")
    impossible = jointly(Ledger((share("alone", "52%", "a", 20),), counts={"a": "unknown"}))
    assert impossible.conflict() == ("alone",)
    assert str(impossible) == "No whole numbers give alone (52%)."
    assert impossible.neighbours("alone") == ("50%", "55%")
    with pytest.raises(DispropError, match="the numbers of the ledger contradict each other, without any claim"):
        jointly(Ledger((share("s", "50%", 30, 20),)))


def test_0_over_0_fits_no_rate_and_no_ratio() -> None:
    """With 0 events of 0 people every row of a rate would hold."""
    claims = (rate("r", "7", "x", "people", per=100), ratio("times", "3", "x", "y"))
    found = jointly(Ledger(claims, counts={"x": "unknown", "y": "unknown", "people": "unknown"}), largest=1_000)
    assert found.between("y").low == 1
    assert found.between("people").low > 0
    nothing = jointly(Ledger((ratio("times", "3", "x", "y"),), counts={"x": "unknown", "y": 0}))
    assert nothing.left_out == {"times": "as it divides by 0"}
    sides = (rate("a", "7", "x", 10_000), rate("b", "not printed", "y", 10_000), ratio("r", "not printed", "a", "b"))
    some = jointly(Ledger(sides, counts={"x": "unknown", "y": between(0, 3)}))
    assert some.figure("r") == (Fraction(7, 3), 7)
    none = Claim("none", "count", "0", {"of": "y"})
    assert str(jointly(Ledger((*sides, none), counts={"x": "unknown", "y": "unknown"}))).endswith("r: undefined")


def test_exactly_five_times_is_not_more_than_five() -> None:
    """As rates, in floats, 329 of 731,038 pass for more than 5 times 180 of 1,999,800."""
    sides = (rate("a", "not printed", "x", 731_038), rate("b", "not printed", "y", 1_999_800))
    assert 329 * 1_999_800 == 5 * 180 * 731_038
    for printed, fits in (("more than 5", False), ("at least 5", True)):
        found = jointly(Ledger((*sides, ratio("r", printed, "a", "b")), counts={"x": 329, "y": 180}))
        assert (found.conflict() == ()) is fits


@pytest.mark.parametrize(
    ("others", "people", "times", "count"), [(2_000_207, 1_296_288, 4, 130), (1_999_800, 731_038, 5, 180)]
)
def test_two_populations_near_a_tie(others: int, people: int, times: int, count: int) -> None:
    """The least count is exact, where HiGHS alone is one off: 674,069,759 against 674,069,760."""
    claims = (rate("a", "not printed", "x", people), rate("b", "not printed", "y", others))
    ledger = Ledger((*claims, ratio("r", f"more than {times}", "a", "b")), counts={"x": "unknown", "y": count})
    assert jointly(ledger).between("x").low == times * count * people // others + 1


def test_the_optimum_is_not_within_a_gap_of_it() -> None:
    """By default HiGHS stops within 1e-4 of an optimum: it gives 753,047."""
    rows = [
        Row(dict(enumerate((779, 434, 632, 939))), 93_618_721, 93_618_756),
        Row(dict(enumerate((421, 779, 328, 457))), 63_317_134, 63_317_169),
    ]
    weights, box = dict(enumerate((4, 5, 4, 7))), dict.fromkeys(range(4), (0, 200_000))
    assert all(row.holds(dict(enumerate((0, 31_268, 38, 85_223)))) for row in rows)
    assert Row(weights).of(largest(System(rows), box, weights, Clock(60)) or {}) == 753_053


@pytest.mark.parametrize("low_in", [True, False])
def test_rows_are_strict_by_whole_numbers(*, low_in: bool) -> None:
    """9 of 2,000 are exactly 4.5 per 1,000: half up that prints as 5, and is not above 4.5."""
    rows = Quotient(Fraction(1_000, 2_000), "x").within(Span(Fraction(9, 2), Fraction(11, 2), low_in, high_in=False))
    assert all(row.holds({"x": 9}) for row in rows) is low_in
    assert all(row.holds({"x": 10}) for row in rows)
    assert not all(row.holds({"x": 11}) for row in rows)


def test_unknown_people_and_what_is_not_linear() -> None:
    """A rate of two unknowns is solved; a ratio of two such rates is refused in words, one of a common whole is not."""
    counts = {"x": between(5, 9), "y": between(20, 30), "people": "unknown", "others": "unknown"}
    rates = (rate("a", "7", "x", "people"), rate("b", "9.1", "y", "others"), ratio("r", "not printed", "a", "b"))
    found = jointly(Ledger(rates, counts=counts))
    assert ends(found.between("people")) == (math.floor(5 * 10_000 / 7.5) + 1, 9 * 10_000 / 6.5 // 1)
    assert found.left_out == {"r": "as two unknown counts would be multiplied"}
    assert "r: not solved, as two unknown counts would be multiplied" in str(found)
    shares = (
        share("s", "20%", "x", "people"),
        share("t", "50%", "y", "people"),
        ratio("of both", "not printed", "t", "s"),
    )
    ways = product(range(5, 10), range(20, 31), range(20, 100))
    fits = [Fraction(y, x) for x, y, n in ways if 39 * n <= 200 * x < 41 * n and 99 * n <= 200 * y < 101 * n]
    assert jointly(Ledger(shares, counts=counts)).figure("of both") == (min(fits), max(fits))


def test_a_claim_stands_for_the_count_behind_it_and_for_the_counts_that_it_is_made_of() -> None:
    """143 scans at most are 7.5 per 10,000 of 189,708 people, and 21% of 656 to 697 scans."""
    claims = (rate("rate", "7.5", "unknown", PAKISTANI), share("share", "21%", "rate", "unknown"))
    counts = {"scans": {"claim": "share", "input": "whole"}, "others": {"sum": ["scans"], "less": ["rate"]}}
    found = jointly(Ledger(claims, counts=counts))
    rates = [n for n in range(200) if 745 * PAKISTANI <= 1_000_000 * n < 755 * PAKISTANI]
    fits = [(n, of) for n in rates for of in range(2_000) if 205 * of <= 1_000 * n < 215 * of]
    assert ends(found.between("events of rate")) == (min(rates), max(rates))
    assert (
        ends(found.between("scans"))
        == ends(found.between("whole of share"))
        == (min(of for _, of in fits), max(of for _, of in fits))
    )
    assert ends(found.between("others")) == (min(of - n for n, of in fits), max(of - n for n, of in fits))


def test_sums_of_known_numbers_are_known_and_a_whole_has_a_largest() -> None:
    """A population that is one less another is as good as a census, and its rate may be compared with another rate."""
    people = {"all": 2_226_058, "white": WHITE, "others": {"sum": ["all"], "less": ["white"]}}
    claims = (
        rate("a", "6.0", "x", "others"),
        rate("b", "2", "y", "white"),
        ratio("r", "nearly 3", "a", "b"),
        Claim("s", "share", "88%", {"largest": 115}),
    )
    found = jointly(Ledger(claims, populations=people, counts={"x": "unknown", "y": "unknown"}))
    rest = 2_226_058 - WHITE
    xs = [n for n in range(400) if 595 * rest <= 1_000_000 * n < 605 * rest]
    ys = [n for n in range(600) if 15 * WHITE <= 100_000 * n < 25 * WHITE]
    fits = [y for x in xs for y in ys if Fraction(27, 10) <= Fraction(x * WHITE, y * rest) < 3]
    assert ends(found.between("y")) == (min(fits), max(fits))
    sizes = [n for n in range(1, 116) if any(875 * n <= 1000 * part < 885 * n for part in range(n + 1))]
    assert ends(found.between("whole of s")) == (min(sizes), max(sizes))


def test_what_nothing_limits_is_said() -> None:
    found = jointly(Ledger((share("s", "21%", "x", "y"),), counts={"x": "unknown", "y": "unknown"}))
    assert str(pickle.loads(pickle.dumps(found))) == str(found) == "x: 3 or more\ny: 14 or more"  # noqa: S301
    assert found.figure("y") == (14, math.inf)
    with pytest.raises(DispropError, match="a Joint of these cannot be JSON"):
        found.to_json()
    assert tuple(map(float, found.figure("s"))) == (20.5, 21.5)
    assert found.between("y").high == 10**8
    known = jointly(Ledger((share("s", "21%", 143, "y"),), counts={"y": "unknown"}))
    assert ends(known.between("y")) == (666, 697)


def test_the_tables_behind_printed_rates() -> None:
    """All confusion matrices of 56 wanted people and 400 others that print so, by going through all of them."""
    counts = {"hits": "unknown", "misses": "unknown", "false": "unknown", "clear": "unknown"}
    sums = {
        "wanted": {"sum": ["hits", "misses"]},
        "others": {"sum": ["false", "clear"]},
        "alerts": {"sum": ["hits", "false"]},
    }
    claims = (
        share("TPR", "91%", "hits", "wanted"),
        share("FPR", "2.5%", "false", "others"),
        share("precision", "84%", "hits", "alerts"),
        Claim("watchlist", "count", "56", {"of": "wanted"}),
        Claim("faces", "count", "400", {"of": "others"}),
    )
    ways = jointly(Ledger(claims, counts=counts | sums)).ways()
    fits = [
        (hits, wrong)
        for hits, wrong in product(range(57), range(401))
        if (905 * 56 <= 1000 * hits < 915 * 56)
        and (2450 <= 250 * wrong < 2550)
        and hits + wrong
        and (835 * (hits + wrong) <= 1000 * hits < 845 * (hits + wrong))
    ]
    assert sorted(zip(ways["hits"], ways["false"], strict=True)) == fits
    with pytest.raises(DispropError, match="there are more than 10 ways to fill the counts; between"):
        jointly(Ledger(claims[:1], counts=counts | sums)).ways(most=10)


def test_splits_of_a_total() -> None:
    """Percentages that sum to 101 are no contradiction: rounding allows it, and leaves one way to split 65."""
    answers = ["yes", "no", "neither"]
    claims = [
        share(f"said {name}", text, name, "all") for name, text in zip(answers, ("46%", "52%", "2%"), strict=True)
    ]
    asked = Claim("asked", "count", "65", {"of": "all"})
    counts = {**dict.fromkeys(answers, "unknown"), "all": {"sum": answers}}
    shares = [[n for n in range(66) if low * 65 <= 1000 * n < (low + 10) * 65] for low in (455, 515, 15)]
    fits = [each for each in product(*shares) if sum(each) == 65]
    ways = jointly(Ledger((*claims, asked), counts=counts)).ways()
    assert [*zip(*(ways[name] for name in answers), strict=True)] == fits == [(30, 34, 1)]
    wrong = share("said neither", "4%", "neither", "all")
    assert jointly(Ledger((*claims[:2], wrong, asked), counts=counts)).conflict() == ("said neither", "asked")


def test_changes_points_and_differences_are_read_in_the_direction_of_their_sides() -> None:
    fell = Claim("fell", "change", "35%", {"before": 820, "after": 533})
    rose = Claim("rose", "change", "54%", {"before": 533, "after": 820})
    points = Claim("points", "points", "4", {"group": "one", "reference": "other"})
    shares = (share("one", "48%", "a", 200), share("other", "52%", "b", 200))
    found = jointly(Ledger((fell, rose, *shares, points), counts={"a": "unknown", "b": "unknown"}))
    assert found.figure("fell") == (35, 35)
    assert rounded(found.figure("rose")) == (53.85, 53.85)
    assert found.conflict() == ()
    assert found.figure("points") == (3.5, 4)


@pytest.mark.parametrize(("printed", "after"), [("rise of 18%", (118, 118)), ("fell by 18%", (82, 82)), ("18%", None)])
def test_a_change_of_an_unknown_count_needs_its_direction(printed: str, after: tuple[int, int] | None) -> None:
    """Without one both 82 and 118 would do, and the figure is not solved."""
    claim = Claim("change", "change", printed, {"before": "b", "after": "a"})
    found = jointly(Ledger((claim,), counts={"b": 100, "a": "unknown"}))
    assert ("rise or a fall" in found.left_out.get("change", "")) == (after is None)
    if after:
        assert [float(found.between("a").low), float(found.between("a").high)] == [*after]


def rank(name: str, printed: str, own: str, *others: str) -> Claim:
    """Return the claim of a place among others."""
    return Claim(name, "rank", printed, {"of": own, "among": list(others)})


@pytest.mark.parametrize("place", range(1, 4))
@pytest.mark.parametrize("end", ["highest", "lowest"])
@pytest.mark.parametrize("kind", ["rates", "counts"])
def test_ranks_are_as_enumeration_has_them(place: int, end: str, kind: str) -> None:
    """With ties, which may stand either way: at most n - 1 are ahead, and at least n - 1 are ahead or level."""
    groups, people, cap, sign = "abc", {"a": 10, "b": 20, "c": 30}, 7, 1 if end == "highest" else -1
    rates = [rate(f"rate {g}", "not printed", g, people[g]) for g in groups]
    names = [f"rate {g}" for g in groups] if kind == "rates" else [*groups]
    sizes = people if kind == "rates" else dict.fromkeys(groups, 1)
    claims = (*rates, rank("place", f"{('', 'second ', 'third ')[place - 1]}{end}", *names))
    counts = {g: {"between": [0, cap]} for g in groups}

    def fits(c: tuple[int, ...]) -> bool:
        own, *others = (sign * Fraction(n, sizes[g]) for g, n in zip(groups, c, strict=True))
        return sum(x > own for x in others) < place <= 1 + sum(x >= own for x in others)

    for total in (2, 9, 16):
        ways = [c for c in product(range(cap + 1), repeat=3) if sum(c) == total and fits(c)]
        found = jointly(Ledger((*claims, Claim("sum", "sum", str(total), {"parts": [*groups]})), counts=counts))
        assert (found.conflict() == ()) is bool(ways)
        if ways:
            assert sorted(zip(*(found.ways()[g] for g in groups), strict=True)) == ways
            assert [ends(found.between(g)) for g in groups] == [(min(c), max(c)) for c in zip(*ways, strict=True)]
        else:
            assert found.conflict() == ("place", "sum")


def test_a_wrong_rank_is_named() -> None:
    """White people are 9.28 times as many as Pakistani people: were their rate the highest, 9.7% were the most."""
    names = ("white rate", "black rate", "other white rate", "pakistani rate")
    wrong = jointly(west_yorkshire(("black", "pakistani", "other"), 406_240, rank("first", "highest", *names)))
    assert wrong.conflict() == ("pakistani share", "first")
    right = rank("last", "lowest", *names)
    assert jointly(west_yorkshire(("black", "pakistani", "other"), 406_240, right)).conflict() == ()
    second = jointly(west_yorkshire(("black", "pakistani", "other"), 406_240, rank("next", "second highest", *names)))
    assert "closer limits" in second.left_out["next"]
    assert jointly(Ledger((rank("fourth", "fourth", "a", "b", "c"),), counts={"a": 1, "b": 2, "c": 3})).blamed == (
        "fourth",
    )


def test_a_highest_rate_limits_a_count() -> None:
    """Nobody prints y; its rate is at most that of x, at most 7.5 per 10,000 of 46,476 people."""
    rates = (rate("x rate", "7", "x", 46_476), rate("y rate", "not printed", "y", 10_007))
    found = jointly(Ledger((*rates, rank("r", "highest", "x rate", "y rate")), counts=dict.fromkeys("xy", "unknown")))
    assert ends(found.between("y")) == (0, 34 * 10_007 // 46_476)


def test_expected_events_and_projections_are_solved() -> None:
    claims = (
        Claim("pace", "projection", "48", {"of": "x", "from": "5", "to": "12"}),
        share("chance", "0.5%", "wrong", 1_000),
        Claim("alerts", "expected", "102", {"chance": "chance", "faces": 20_480}),
    )
    found = jointly(Ledger(claims, counts={"x": "unknown", "wrong": "unknown"}))
    assert ends(found.between("x")) == (20, 20)
    assert ends(found.between("wrong")) == (5, 5)
    assert found.neighbours("alerts") == ()
    assert found.without("chance").neighbours("alerts", within=21) == ("82", "123")
    assert found.figure("pace") == (48, 48)


def test_time_over_is_said() -> None:
    with pytest.raises(DispropError, match="not settled within 1e-09 seconds; give more seconds="):
        jointly(NOT_WHITE, seconds=1e-9)
    later = replace(jointly(NOT_WHITE), seconds=1e-9)
    assert (later.figure("pakistani share"), later.figure("black to white")) == ((20.5, 21.5), (0, math.inf))
    assert later.between("scans").low <= 536
    assert later.between("scans").why == "by all that was published, not narrowed further within 1e-09 seconds"


def test_what_is_no_ledger_or_no_name_is_refused() -> None:
    wrong: Any = {}
    with pytest.raises(DispropError, match=r"ledger must be a Ledger, as claims\.read gives one"):
        jointly(wrong)
    found = jointly(NOT_WHITE)
    with pytest.raises(DispropError, match=r"no count of this report is called 'whites'\. Did you mean 'white'\?"):
        found.between("whites")
    with pytest.raises(DispropError, match="no figure of this report is called 'x'"):
        found.figure("x")


def test_a_report_of_30_counts_and_51_figures() -> None:
    """Three forces and ten groups: rates, shares, sums, ratios; all true counts are inside."""
    groups = [f"{force} {group}" for force in "abc" for group in range(10)]
    true = {name: 7 * at + 11 * (at % 3) + 2 for at, name in enumerate(groups)}
    people = {name: 40_000 + 1_917 * at for at, name in enumerate(groups)}
    whole = {f"all {force}": {"sum": [name for name in groups if name[0] == force]} for force in "abc"}
    total = {force: sum(true[name] for name in groups if name[0] == force) for force in "abc"}
    rates = [rate(f"rate {name}", f"{10_000 * true[name] / people[name]:.1f}", name, people[name]) for name in groups]
    shares = [
        share(f"share {n}", f"{100 * true[n] / total[n[0]]:.0f}%", n, f"all {n[0]}") for n in groups if int(n[2]) < 6
    ]
    sums = [Claim(f"total {force}", "count", f"{total[force]:,}", {"of": f"all {force}"}) for force in "ab"]
    ledger = Ledger((*rates, *shares, *sums), counts=dict.fromkeys(groups, "unknown") | whole)
    found = jointly(ledger, rounding="any")
    assert len(ledger.claims) == 50
    assert all(found.between(name).low <= true[name] <= found.between(name).high for name in groups)


@pytest.mark.parametrize(
    "claims",
    [
        (ratio("more", "more than three", "unknown", "unknown"),),
        (Claim("bare", "ratio", "3.5"), Claim("total", "sum", "12"), Claim("fall", "change", "35%")),
        (ratio("more", "3", "blank", "unknown"), ratio("less", "5", "blank", "unknown")),
        (ratio("of few", "3", "<5", "<5"),),
        (Claim("odd", "sum", "7", {"parts": ["unknown", "unknown"]}), Claim("five", "count", "5", {"of": "unknown"})),
        (share("a", "50%", "unknown", "unknown"), share("b", "20%", "unknown", "unknown")),
    ],
)
def test_what_nobody_said_twice_is_not_the_same_count(claims: tuple[Claim, ...]) -> None:
    assert jointly(Ledger(claims)).conflict() == ()


def test_unsaid_parts_of_a_number_are_not_the_same_count() -> None:
    counts = {"both": {"sum": ["unknown", "unknown"]}}
    assert jointly(Ledger((Claim("odd", "count", "7", {"of": "both"}),), counts=counts)).conflict() == ()
