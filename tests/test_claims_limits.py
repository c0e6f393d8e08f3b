"""The limits of the ledger: each envelope against every count that the print allows, one by one."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from claims_counts import ranges
from disprop import claims, proportion, rate, rate_ratio
from disprop.claims import Claim, Ledger, check
from disprop.disparity import share_ratio
from disprop.estimate import Estimate

FILES = Path(claims.__file__).parents[1] / "data"
BLACK, WHITE_BRITISH_OR_IRISH, PAKISTANI, WEST_YORKSHIRE = 46_476, 1_761_205, 189_708, 2_226_058


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    return claims.ledger().set_index("id")


def half_up(exact: Fraction) -> int:
    return math.floor(exact + Fraction(1, 2))


def envelope(estimates: Estimate) -> tuple[float, float]:
    """Return the lowest lower limit and the highest upper one of several, found by looking at each."""
    return min(np.ravel(estimates.low).tolist()), max(np.ravel(estimates.high).tolist())


def values(estimates: Estimate) -> tuple[float, float]:
    return min(np.ravel(estimates.value).tolist()), max(np.ravel(estimates.value).tolist())


def row(ledger: pd.DataFrame, claim: str, *columns: str) -> Any:
    return pytest.approx(tuple(ledger.loc[claim, column] for column in columns), rel=1e-12)


# From the census, the counts that round half up to the print, and the limits of garwood's rate at either end.
RATES = {
    "R2-rate-metropolitan": (34, 8_166_566, 1, (33.104202, 34.904431)),
    "R2-rate-surrey": (24, 1_132_390, 1, (22.623186, 25.425793)),
    "R2-rate-cheshire": (17, 1_027_709, 1, (15.726582, 18.323029)),
    "R2-rate-lincolnshire": (15, 713_653, 1, (13.632642, 16.438705)),
    "R1-wy-black": (7, BLACK, 1, (4.532016, 10.222823)),
    "R1-wy-wbi": (2, WHITE_BRITISH_OR_IRISH, 1, (1.328928, 2.742997)),
    "R1-wy-otherwhite": (153, 56_953, 10, (12.235252, 18.842586)),
}


@pytest.mark.parametrize("claim", RATES)
def test_the_limits_of_a_rate_are_those_of_every_count_that_prints_as_it(ledger: pd.DataFrame, claim: str) -> None:
    printed, people, tenth, digits = RATES[claim]
    near = range(people * (printed - 1) // (10_000 * tenth), people * (printed + 1) // (10_000 * tenth) + 2)
    counts = [n for n in near if half_up(Fraction(10_000 * tenth * n, people)) == printed]
    limits = envelope(rate(counts, people).per(10_000))
    assert limits == row(ledger, claim, "low", "high")
    assert limits == pytest.approx(digits, abs=5e-7)
    half = Fraction(1, 2)
    bounds = float((printed - half) / tenth), float((printed + half) / tenth)
    assert bounds == row(ledger, claim, "least", "most")


@pytest.mark.parametrize(("claim", "percent"), [("R1-s-oppose", 93), ("R1-s-profiling", 96), ("R1-s-data", 89)])
def test_the_limits_of_a_share_of_the_survey(ledger: pd.DataFrame, claim: str, percent: int) -> None:
    (count,) = (n for n in range(116) if half_up(Fraction(100 * n, 115)) == percent)
    assert envelope(proportion([count], 115).per(100)) == row(ledger, claim, "low", "high")
    assert (percent - 0.5, percent + 0.5) == row(ledger, claim, "least", "most")


def test_the_limits_of_seven_over_two(ledger: pd.DataFrame) -> None:
    pairs = itertools.product(range(31, 35), range(265, 441))
    groups, references = zip(*pairs, strict=True)
    ratios = rate_ratio(group=(groups, BLACK), reference=(references, WHITE_BRITISH_OR_IRISH))
    assert envelope(ratios) == row(ledger, "R1-wy-black-ratio", "low", "high")
    assert envelope(ratios) == pytest.approx((1.825347, 6.873701), abs=5e-7)
    assert values(ratios) == row(ledger, "R1-wy-black-ratio", "least", "most")


def _totals(own: int, percent: int) -> list[int]:
    return [n for n in range(own, 25 * own) if half_up(Fraction(100 * own, n)) == percent]


def test_the_limits_of_21_over_8_5_per_cent(ledger: pd.DataFrame) -> None:
    counts = [n for n in range(130, 160) if half_up(Fraction(100_000 * n, PAKISTANI)) == 75]
    pairs = [(own, total) for own in counts for total in _totals(own, 21)]
    owns, totals = zip(*pairs, strict=True)
    shares = share_ratio(group=(owns, PAKISTANI), whole=(totals, WEST_YORKSHIRE))
    assert envelope(shares) == row(ledger, "R1-wy-pakistani", "low", "high")
    assert ledger.loc["R1-wy-pakistani", "counts"] == f"{min(owns)} to {max(owns)}; {PAKISTANI:,}"
    assert f"out of {min(totals)} to {max(totals)}" in str(ledger.loc["R1-wy-pakistani-scans", "finding"])
    # Neither end is at the corner of all counts and all totals: no count prints as 21% of every total.
    assert len(pairs) < len(set(owns)) * len(set(totals))
    people = PAKISTANI / WEST_YORKSHIRE
    ends = [own / total for own, total in pairs]
    assert row(ledger, "R1-wy-pakistani", "least", "most") == (min(ends) / people, max(ends) / people)


def test_the_limits_of_more_than_three_times(ledger: pd.DataFrame) -> None:
    rest = WEST_YORKSHIRE - WHITE_BRITISH_OR_IRISH
    totals = sorted({total for own in (142, 143) for total in _totals(own, 21)})
    pairs = {(total - own, own) for total in (totals[0], totals[-1]) for own in range(265, 441)}
    others, owns = zip(*sorted(pairs), strict=True)
    ratios = rate_ratio(group=(others, rest), reference=(owns, WHITE_BRITISH_OR_IRISH))
    assert values(ratios) == row(ledger, "R1-wy-bame", "least", "most")
    assert envelope(ratios) == row(ledger, "R1-wy-bame", "low", "high")
    assert envelope(ratios) == pytest.approx((1.617047, 7.202910), abs=5e-7)


@pytest.mark.parametrize("percent", [5, 21, 50, 90])
@pytest.mark.parametrize("people", [40, 300])
def test_the_limits_of_a_share_ratio_are_those_of_every_count_and_total(percent: int, people: int) -> None:
    """A small group, where the lowest limit belongs to one count and the highest to another."""
    counts = [n for n in range(1, people) if half_up(Fraction(10 * n, people)) == 2]
    pairs = [(own, total) for own in counts for total in _totals(own, percent)]
    owns, totals = zip(*pairs, strict=True)
    shares = share_ratio(group=(owns, people), whole=(totals, 3_000))
    rate = Claim("rate", "rate", "2", {"per": 10, "population": "group"})
    events = Claim("events", "share", f"{percent}%", {"part": "rate", "whole": "unknown"})
    of = Claim("of", "share", f"{half_up(Fraction(100 * people, 3_000))}%", {"part": "group", "whole": "everyone"})
    over = Claim("over", "ratio", "not printed", {"group": "events", "reference": "of"}, derived=True)
    ledger = Ledger((rate, events, of, over), populations={"group": people, "everyone": 3_000})
    finding = check(over, ledger)
    assert finding.interval == pytest.approx(envelope(shares), rel=1e-12)
    assert ranges(finding)[0] == range(min(owns), max(owns) + 1)


def test_the_limits_of_every_row_with_one_count_are_those_of_that_count(ledger: pd.DataFrame) -> None:
    shares = ledger[ledger["counts"].str.fullmatch(r"[\d,]+") & ledger["low"].notna()]
    assert len(shares) > 20
    known = [claims.read(FILES / name) for name in ("report_claims.json", "alert_figures.json")]
    for name, found in shares.iterrows():
        (of,) = (each for each in known if name in each.by_id)
        finding = check(of.by_id[str(name)], of)
        assert finding.estimate is not None
        assert (found["low"], found["high"]) == (finding.estimate.low, finding.estimate.high)
        assert found["low"] <= found["value"] <= found["high"]
        assert finding.estimate.value == pytest.approx(found["value"], rel=1e-12)
