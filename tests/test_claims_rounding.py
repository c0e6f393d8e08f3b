"""Claims and rounding: which verdict a print gets by every way that it may have been rounded, against enumeration."""

from __future__ import annotations

import decimal
import itertools
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from claims_counts import checked, claim, ranges, share, side
from disprop.claims import Claim, Finding, Ledger, check
from disprop.imperfect import Printed

FEWER = "significant figures"
MODES = {
    "half-up": decimal.ROUND_HALF_UP,
    "half-even": decimal.ROUND_HALF_EVEN,
    "truncated": decimal.ROUND_DOWN,
}


def ratio(printed: str, group: Claim, reference: Claim) -> Finding:
    return checked("ratio", printed, {"group": group, "reference": reference})


# Fewer figures than are shown


@pytest.mark.parametrize(
    ("kind", "printed", "inputs"),
    [
        ("share", "100%", {"part": 51, "whole": 100}),
        ("share", "10%", {"part": 6, "whole": 100}),
        ("share", "10%", {"part": 15, "whole": 100}),
        ("sum", "1,000", {"parts": [500]}),
        ("sum", "1,000", {"parts": [949]}),
        ("rate", "10", {"per": 10_000, "events": 5, "population": 10_000}),
        ("share", "10%", {"same": claim("one in", "20")}),
        ("share", "10 of 100", {"part": 6, "whole": 100}),
        (
            "ratio",
            "10",
            {"group": share(6, 100), "reference": share(1, 100)},
        ),
    ],
)
def test_half_of_what_was_printed_is_contradicted(kind: str, printed: str, inputs: dict[str, Any]) -> None:
    finding = checked(kind, printed, inputs)
    assert (finding.verdict, finding.roundings) == ("contradicted", ())


@pytest.mark.parametrize(
    ("kind", "printed", "inputs"),
    [
        ("share", "50%", {"part": 51, "whole": 100}),
        ("share", "10%", {"part": 14, "whole": 100}),
        ("share", "10%", {"whole": 9}),
        ("sum", "1,000", {"parts": [950]}),
        ("sum", "13,000", {"parts": [4_600, 8_600]}),
        ("sum", "10", {"parts": [14, "unknown"]}),
        ("rate", "10", {"per": 10_000, "events": 12, "population": 10_000}),
        ("rate", "100", {"per": 10_000, "population": 70}),
        ("share", "0.18%", {"same": claim("one in", "600")}),
        ("share", "1,000 of 5,000", {"part": 1_020, "whole": 5_000}),
        ("ratio", "10", {"group": share(12, 99), "reference": share(1, 99)}),
        ("ratio", "140", {"group": side("100", 70), "reference": side("1", 10_000)}),
        ("rank", "highest", {"of": side("10", 10_000), "among": [side("12", 10_000)]}),
    ],
)
def test_a_figure_that_needs_fewer_figures_than_it_shows_is_consistent_at_best_and_says_so(
    kind: str, printed: str, inputs: dict[str, Any]
) -> None:
    finding = checked(kind, printed, inputs)
    assert (finding.verdict, finding.roundings) == ("consistent", (FEWER,))
    assert "rounded to fewer significant figures than" in finding.said


def test_the_sentence_names_what_the_print_would_also_be() -> None:
    finding = checked("share", "10%", {"part": 14, "whole": 100})
    assert finding.said.endswith("than are shown, as anything from 9.5 to 15 may be.")
    finding = checked("sum", "1,000", {"parts": [1_020]})
    assert finding.said == (
        "The counts add up to 1,020: printed as 1,000 it is rounded to fewer significant figures than are shown, as "
        "anything from 950 to 1,500 may be."
    )


def test_parts_above_a_rounded_total_are_possible_until_it_would_print_otherwise() -> None:
    assert checked("sum", "10", {"parts": [14, "unknown"]}).verdict == "consistent"
    assert checked("sum", "10", {"parts": [15, "unknown"]}).verdict == "contradicted"
    assert checked("sum", "14", {"parts": [15, "unknown"]}).verdict == "contradicted"
    assert checked("sum", "15,600", {"parts": [15_649, "unknown"]}).roundings == (FEWER,)
    assert checked("sum", "15,600", {"parts": [15_650, "unknown"]}).verdict == "contradicted"


# Every verdict on a share, against the decimal module


def _prints(exact: Fraction, printed: str) -> set[str]:
    """Return the roundings by which the decimal module prints a share as a whole per cent."""
    with decimal.localcontext(prec=60):
        number = Decimal(exact.numerator) / Decimal(exact.denominator)
        plain = {name for name, mode in MODES.items() if str(number.quantize(Decimal(1), rounding=mode)) == printed}
        fewest, most = len(printed.rstrip("0")) or 1, len(printed)
        rounded = (decimal.Context(n, decimal.ROUND_HALF_UP).plus(number) for n in range(fewest, most))
        return plain | ({FEWER} if any(each == int(printed) for each in rounded) else set())


def test_the_verdict_on_every_share_of_some_wholes_is_that_of_the_decimal_module() -> None:
    for whole in (3, 7, 40, 200):
        for part, printed in itertools.product(range(whole + 1), ("0", "1", "5", "10", "15", "20", "50", "99", "100")):
            ways = _prints(Fraction(100 * part, whole), printed)
            expected = "reproduced" if ways & set(MODES) else "consistent" if ways else "contradicted"
            finding = checked("share", f"{printed}%", {"part": part, "whole": whole})
            assert (finding.verdict, set(finding.roundings) - {FEWER}) == (expected, ways - {FEWER}), (
                part,
                whole,
                printed,
            )


def test_a_share_of_a_known_whole_is_impossible_only_if_no_rounding_gives_it() -> None:
    for whole, printed in itertools.product(range(1, 25), ("0", "3", "10", "17", "20", "33", "50", "90", "100")):
        fits = {n: _prints(Fraction(100 * n, whole), printed) for n in range(whole + 1)}
        first = next((name for name in (*MODES, FEWER) if any(name in ways for ways in fits.values())), None)
        finding = checked("share", f"{printed}%", {"whole": whole})
        assert finding.verdict == ("impossible" if first is None else "consistent")
        if first is not None:
            assert finding.roundings == (first,)
            assert list(ranges(finding)[0]) == [n for n, ways in fits.items() if first in ways]


def test_a_share_above_its_whole_is_impossible_whether_the_whole_is_known_or_not() -> None:
    for inputs in ({}, {"whole": 10}, {"largest": 50}):
        assert checked("share", "110%", inputs).verdict == "impossible"
    finding = checked("share", "100%", {"whole": 7})
    assert (ranges(finding), (finding.least, finding.most)) == ((range(7, 8),), (99.5, 100.0))


# Ratios of printed rates


@pytest.mark.parametrize(
    ("printed", "verdict", "rounding"),
    [
        ("3.5", "consistent", ("half-up",)),
        ("4", "consistent", ("half-up",)),
        ("3", "consistent", ("truncated",)),
        ("5", "contradicted", ()),
        ("3.4", "contradicted", ()),
        ("2.6", "contradicted", ()),
    ],
)
def test_seven_and_two_of_ten_thousand_each_leave_only_three_and_a_half(
    printed: str, verdict: str, rounding: tuple[str, ...]
) -> None:
    finding = ratio(printed, side("7", 10_000), side("2", 10_000))
    assert (finding.verdict, finding.roundings) == (verdict, rounding)
    assert (finding.value, (finding.least, finding.most), ranges(finding)) == (
        3.5,
        (3.5, 3.5),
        (range(7, 8), range(2, 3)),
    )
    assert "the counts are 7 and 2, which leave 3.50" in finding.said
    assert finding.estimate is not None
    assert finding.interval == (finding.estimate.low, finding.estimate.high)


def test_the_counts_narrow_what_rounding_allows() -> None:
    finding = ratio("5", side("7", 3_000), side("2", 500_000))
    assert finding.verdict == "contradicted"
    assert (finding.least, finding.most) == pytest.approx((2 / 3_000 / (124 / 500_000), 2 / 3_000 / (75 / 500_000)))
    assert (finding.least, finding.most) == pytest.approx((2.69, 4.44), abs=0.005)
    assert "which leave 2.69 to 4.44" in finding.said
    assert ratio("4", side("7", 3_000), side("2", 500_000)).roundings == ("half-up",)


def test_a_ratio_that_lies_between_those_of_whole_counts_is_contradicted() -> None:
    """1 or 2 events over 1 or 2 leave 1/2, 1 and 2, and nothing between."""
    finding = ratio("1.3", side("1", 20_000), side("1", 20_000))
    assert (ranges(finding), (finding.least, finding.most)) == ((range(1, 3), range(1, 3)), (0.5, 2.0))
    assert finding.verdict == "contradicted"


def test_the_open_ends_of_a_ratio_are_open() -> None:
    """7 over 2 stays above 6.5 / 2.5 and below 7.5 / 1.5 when half up, and one more digit tells them apart."""
    assert ratio("2.599", side("7"), side("2")).roundings == ("truncated",)
    assert ratio("5.00", side("7"), side("2")).roundings == ("half-up",)
    assert ratio("5.01", side("7"), side("2")).roundings == ("any",)
    assert ratio("5.33", side("7"), side("2")).roundings == ("any",)
    assert ratio("5.34", side("7"), side("2")).verdict == "contradicted"
    assert ratio("4", side("7"), side("2.0")).roundings == ("half-up",)
    # 8 / 2 is what cutting off never reaches: 7.99 over 2 is 3.99.
    assert ratio("4.0", side("7.9", 1_000), side("2", 1_000, per=1_000)).verdict == "impossible"


def test_a_ratio_of_rates_per_different_numbers_is_of_the_rates() -> None:
    finding = ratio("10", side("7", per=1_000), side("7", per=10_000))
    assert (finding.verdict, finding.value) == ("consistent", 10)
    assert ratio("1", side("7", per=1_000), side("7", per=10_000)).verdict == "contradicted"
    assert ratio("350%", side("7"), side("2")).verdict == "consistent"


def test_a_known_count_of_events_is_taken_as_it_is() -> None:
    finding = ratio("3.5", side("7", 3_000, events=2), side("2", 10_000))
    assert ranges(finding) == (range(2, 3), range(2, 3))
    assert finding.verdict == "contradicted"
    assert finding.value == pytest.approx(10 / 3)


def test_rates_rounded_in_different_ways_are_consistent_and_say_so() -> None:
    """2 of 3,000 print as 7 only to the nearest; a ratio below 2.69 needs the other rate or the ratio cut off."""
    finding = ratio("2", side("7", 3_000), side("2", 500_000))
    assert (finding.verdict, finding.roundings) == ("consistent", ("any",))
    assert finding.said.endswith("This takes the printed figures as rounded in different ways.")


@pytest.mark.parametrize(
    ("printed", "group", "reference", "verdict", "bounds"),
    [
        ("5", side("7"), side("0"), "contradicted", (13, float("inf"))),
        ("20", side("7"), side("0"), "consistent", (13, float("inf"))),
        ("5", side("7", 10_000), side("0", 10_000), "contradicted", (float("inf"), float("inf"))),
        ("5", side("0", 10_000), side("0", 10_000), "contradicted", (float("inf"), float("inf"))),
        ("0", side("0", 10_000), side("2", 10_000), "consistent", (0, 0)),
        ("1", side("0", 10_000), side("2", 10_000), "contradicted", (0, 0)),
        ("0", side("0", 10_000), side("0", 30_000), "consistent", (0, 0)),
        ("0", side("2", 10_000), side("9", 10_000), "consistent", (2 / 9, 2 / 9)),
        ("0", side("0"), side("0"), "consistent", (0, float("inf"))),
        ("3.5", side("0"), side("0", 10_000), "contradicted", (float("inf"), float("inf"))),
        ("1.4", side("0"), side("0", 30_000), "consistent", (0, float("inf"))),
        ("3.5", side("0"), side("0", 30_000), "contradicted", (0, float("inf"))),
    ],
)
def test_nothing_on_a_side_is_a_verdict(
    printed: str, group: Claim, reference: Claim, verdict: str, bounds: tuple[float, float]
) -> None:
    finding = ratio(printed, group, reference)
    assert (finding.verdict, (finding.least, finding.most)) == (verdict, bounds)
    if reference.printed == "0":
        assert finding.value is None


def _rounded(exact: Fraction, places: int, rounding: str) -> Decimal:
    """Round to decimals, or for fewer figures to those that a print of no decimals may claim, by whole numbers."""
    units, rest = divmod(exact.numerator * 10**places, exact.denominator)
    twice = 2 * rest - exact.denominator
    up = {"half-up": twice >= 0, "half-even": twice > 0 or (twice == 0 and units % 2 == 1), "truncated": False}
    return Decimal(units + up[rounding]).scaleb(-places)


def _gives(exact: Fraction, printed: str, rounding: str) -> bool:
    places = len(printed.partition(".")[2])
    return _rounded(exact, places, rounding) == Decimal(printed)


SMALL = st.integers(0, 39).map(lambda n: str(n) if n % 10 else str(n + 1))


@given(
    printed=st.one_of(SMALL, st.integers(1, 59).map(lambda n: f"{n / 10:.1f}")),
    above=SMALL,
    below=SMALL,
    sizes=st.tuples(st.integers(40, 400), st.integers(40, 400)),
)
@settings(deadline=None, max_examples=80)
def test_the_verdict_on_a_ratio_is_that_of_trying_every_pair_of_counts(
    printed: str, above: str, below: str, sizes: tuple[int, int]
) -> None:
    def counts(figure: str, size: int, rounding: str) -> list[int]:
        return [n for n in range(size // 2) if _gives(Fraction(100 * n, size), figure, rounding)]

    def fits(ratio_by: str, above_by: str, below_by: str) -> bool:
        owns, others = counts(above, sizes[0], above_by), counts(below, sizes[1], below_by)
        pairs = itertools.product(owns, filter(None, others))
        return any(_gives(Fraction(a * sizes[1], b * sizes[0]), printed, ratio_by) for a, b in pairs)

    if any(Printed(text).step(FEWER) != Printed(text).step() for text in (printed, above, below)):
        return
    alike = [name for name in MODES if fits(name, name, name)]
    mixed = any(fits(*names) for names in itertools.product(MODES, repeat=3))
    finding = ratio(printed, side(above, sizes[0], per=100), side(below, sizes[1], per=100))
    assert (finding.verdict == "consistent") == mixed
    if mixed:
        assert finding.roundings == (tuple(alike[:1]) or ("any",))


# Shares, rankings and thresholds


def shares(events: str, people: str, rate: str = "7", part: int = 300, whole: int = 1_000) -> tuple[Finding, ...]:
    """Return the findings about a share of events, a share of people, and the one over the other."""
    known = Claim("rate", "rate", rate, {"per": 10, "population": "group"})
    among = Claim("events", "share", events, {"part": "rate", "whole": "unknown"})
    of = Claim("people", "share", people, {"part": "group", "whole": "everyone"})
    over = Claim("over", "ratio", "not printed", {"group": "events", "reference": "people"}, derived=True)
    ledger = Ledger((known, among, of, over), populations={"group": part, "everyone": whole})
    return tuple(check(each, ledger) for each in (among, of, over))


def test_shares_of_nothing_and_of_everything_are_verdicts() -> None:
    assert shares("0%", "30%")[0].verdict == "not recomputable"
    whole = shares("100%", "30%")
    assert [each.verdict for each in whole] == ["consistent", "reproduced", "consistent"]
    assert (whole[2].least, whole[2].most) == pytest.approx((99.5 / 30, 100 / 30), rel=0.01)
    few = shares("21%", "0%", part=30, whole=10_000)
    assert [each.verdict for each in few] == ["consistent", "reproduced", "consistent"]
    assert "A rate that is not zero is printed as 0." in few[1].said
    nobody = Claim("rate", "rate", "0", {"per": 10_000, "population": 300})
    assert checked("share", "21%", {"part": nobody}).verdict == "contradicted"


def test_shares_may_be_printed_without_a_percent_sign() -> None:
    with_sign, without = shares("21%", "30%")[2], shares("0.21", "0.30")[2]
    assert (with_sign.verdict, with_sign.counts, with_sign.interval) == (
        without.verdict,
        without.counts,
        without.interval,
    )


def test_a_share_that_the_census_gives_only_when_cut_off_is_read_as_cut_off() -> None:
    finding = shares("21%", "30%", rate="7.0", part=308)[1]
    assert (finding.verdict, finding.roundings[0]) == ("reproduced", "truncated")


def test_a_ranking_is_contradicted_only_if_no_rounding_allows_the_order() -> None:
    def first(rate: Claim, *others: Claim) -> Finding:
        return checked("rank", "highest", {"of": rate, "among": list(others)})

    assert first(side("15", 100_000), side("15.3", 100_000)).roundings == ("half-up",)
    assert first(side("15", 100_000), side("16", 100_000)).verdict == "contradicted"
    assert first(side("2", 1_000, per=100), side("15", 1_000, per=1_000)).roundings == ("half-up",)
    last = side("20", 100_000), side("15", 100_000)

    def third(events: int) -> Finding:
        of = side("not printed", 100_000, events=events)
        return checked("rank", "third", {"of": of, "among": list(last)})

    assert "2 of the 2 others that are known are above" in third(144).said
    assert (third(149).verdict, third(149).roundings) == ("consistent", ("half-up",))
    assert third(159).roundings == ("truncated",)
    assert third(161).verdict == "contradicted"
    by_rank = [
        checked("rank", text, {"of": 149, "among": list(last)}).verdict
        for text in ("highest", "2nd", "third", "fourth")
    ]
    assert by_rank == ["contradicted", "consistent", "consistent", "contradicted"]
    # The counts of two areas that print alike may still be in the other order.
    assert first(side("15", 2_000), side("15", 1_975)).verdict == "contradicted"
    assert first(side("15", 3), side("14", 100_000)).verdict == "impossible"


@pytest.mark.parametrize("printed", ["at least 5%", "5% or more", "more than 1 in 20"])
@pytest.mark.parametrize("part", [1, 2, 10])
def test_a_share_without_an_upper_limit_is_still_a_part_of_its_whole(printed: str, part: int) -> None:
    assert check(Claim("a", "share", printed, {"whole": 10})).verdict == "consistent"
    assert check(Claim("a", "share", printed, {"part": part, "whole": 10})).verdict == "consistent"
    rate = Claim("a", "rate", "at least 3", {"per": 10, "population": 10})
    assert check(rate).verdict == "not recomputable"


@pytest.mark.parametrize("rounding", ["half-up", "half-even", "truncated"])
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_the_sum_of_printed_shares_is_never_contradicted(rounding: str, decimals: int) -> None:
    """Many print 66.6 + 33.3 = 99.9 where the counts make 100; so does a table whose total is added by hand."""
    how = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncated": ROUND_DOWN}[rounding]
    for counts in ((42, 21, 0), (2, 2, 2), (41, 0, 41, 19), (15, 27, 10, 28), (1, 1, 1, 1, 1, 1, 1)):
        exact = [Decimal(100 * own) / sum(counts) for own in counts]
        shown = [each.quantize(Decimal(1).scaleb(-decimals), how) for each in exact]
        shares = [
            Claim(f"s{n}", "share", f"{each}%", {"part": own, "whole": sum(counts)})
            for n, (own, each) in enumerate(zip(counts, shown, strict=True))
        ]
        for total, verdict in {sum(shown): ("consistent", "reproduced"), sum(shown) - 10: ("contradicted",)}.items():
            assert check(Claim("all", "sum", f"{total}%", {"parts": shares})).verdict in verdict


def test_a_share_of_two_counts_may_be_told_as_out_of() -> None:
    assert check(Claim("a", "share", "8 out of 54 (14%)", {})).roundings == ("truncated",)
