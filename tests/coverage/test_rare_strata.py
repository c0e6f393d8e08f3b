"""What the page on rare strata says, by which `direct_rate` and `indirect_rate_ratio` warn."""

from __future__ import annotations

import pytest
from scipy import stats

from studies import rare_strata
from studies.machine import PAGES


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
@pytest.mark.parametrize("rare", [0.3, 1.0, 3.0, 10.0])
def test_fay_feuer_holds_where_a_heavy_stratum_has_few_events(share: float, rare: float) -> None:
    assert sum(rare_strata.missed("fay-feuer", share, rare)) <= 0.05


@pytest.mark.parametrize("method", ["dobson-byar", "dobson-garwood", "normal", "log-normal"])
def test_the_others_miss_whenever_nothing_happened_there(method: str) -> None:
    below, _ = rare_strata.missed(method, 0.6, 1.0)
    assert below >= stats.poisson.pmf(0, 1.0) - 1e-12
    assert sum(rare_strata.missed(method, 0.02, 20.0)) <= 0.055


@pytest.mark.parametrize("share", rare_strata.SHARES)
def test_an_interval_that_misses_more_often_than_it_says_says_so(share: float) -> None:
    for rare in rare_strata.RARE:
        assert rare_strata.unsaid("dobson-byar", share, rare) < 0.06


def test_a_standard_of_few_events_is_not_known() -> None:
    few, many = (rare_strata.held(100, 900, events, "somewhat different") for events in (80, 10_000))
    assert few < 0.93
    assert many > 0.945
    assert rare_strata.held(100, 900, 80, "alike") > 0.945


def test_the_written_page_is_of_this_study() -> None:
    page = (PAGES / "rare-strata.md").read_text(encoding="utf-8")
    assert rare_strata.table_of_limits() in page
    assert page.rstrip().splitlines()[-1].startswith("Made by `make coverage-study` on 20")
