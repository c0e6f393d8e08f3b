"""What the page on one limit says of methods and defaults."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from disprop.intervals import FAMILIES, PROPORTION
from studies import one_limit
from studies.machine import PAGES

ROUNDING = 1e-8  # the truth is looked at beside a limit, a billionth of it away


@pytest.mark.parametrize("tail", [0.025, 0.05])
def test_exact_limits_keep_their_error_and_mid_p_twice_of_it(tail: float) -> None:
    exact, mid, wilson = (one_limit.shares(name, tail) for name in ("clopper-pearson", "mid-p", "wilson"))
    assert max(exact.lower, exact.upper) <= tail + ROUNDING
    assert 1.9 * tail < max(mid.lower, mid.upper) <= 2 * tail + ROUNDING
    assert wilson.lower > 4 * tail
    assert max(mid.mean_lower, mid.mean_upper) < tail


def test_the_largest_error_is_beside_a_limit() -> None:
    # P(X >= 1) just below the lower limit of 1, at which half of P(X = 1) and all above it are 2.5%
    wholes = np.array(one_limit.WHOLES, dtype=np.float64)
    low, _ = PROPORTION.limits("mid-p", (np.ones_like(wholes), wholes), 0.025)
    errors = stats.binom.sf(0, wholes, low)
    assert one_limit.shares("mid-p", 0.025).lower == pytest.approx(np.max(errors), rel=1e-6)


def test_against_a_large_reference_mid_p_of_a_ratio_covers_less_than_it_says() -> None:
    assert one_limit.against(40, "mid-p", 0.025).coverage < 0.95 < one_limit.against(40, "exact", 0.025).coverage


@pytest.mark.parametrize(("parameter", "name"), [("rate difference", "mover-garwood"), ("rate ratio", "exact")])
def test_careful_methods_keep_the_error_of_one_limit_on_the_grid(parameter: str, name: str) -> None:
    found = one_limit.one_sided(FAMILIES[parameter], name)
    assert max(found.lower, found.upper) <= 0.05


def test_the_written_page_is_of_this_study() -> None:
    page = (PAGES / "one-limit.md").read_text(encoding="utf-8")
    assert one_limit.table_of_widths() in page
    assert page.rstrip().splitlines()[-1].startswith("Made by `make coverage-study` on 20")
