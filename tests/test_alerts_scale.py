"""Watchlists and banks of any size and composition."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from disprop import DispropError, alerts

SAME, CROSS = 1e-7, 1e-9
ALIKE = [[SAME, CROSS], [CROSS, SAME]]


def by_product(sizes: list[int], row: list[float]) -> float:
    """Return 1 - prod (1 - fmr)^size with fifty digits."""
    with mpmath.workdps(50):
        return float(1 - mpmath.fprod((1 - mpf(rate)) ** size for rate, size in zip(row, sizes, strict=True)))


def test_a_list_of_75_to_25_makes_a_difference_of_2_92() -> None:
    one, other = alerts.fpir_by_group([7_500, 2_500], fmr=ALIKE)
    assert one / other == pytest.approx(2.92, abs=0.005)
    assert [one, other] == pytest.approx([by_product([7_500, 2_500], row) for row in ALIKE], rel=1e-14)


def test_a_balanced_list_makes_none() -> None:
    one, other = alerts.fpir_by_group([5_000, 5_000], fmr=ALIKE)
    assert one == other


@pytest.mark.parametrize("sizes", [[0, 0, 0], [1, 0, 3], [10**8, 10**6, 1], [3, 200_000_000, 0]])
def test_against_fifty_digits(sizes: list[int]) -> None:
    fmr = [[1e-15, 1e-6, 0.5], [1e-12, 1e-9, 1.0], [1.0, 0.0, 1e-3]]
    assert alerts.fpir_by_group(sizes, fmr=fmr) == pytest.approx([by_product(sizes, row) for row in fmr], rel=1e-13)


def test_one_group_is_a_list_of_that_size() -> None:
    assert alerts.fpir_by_group([2_226], fmr=[[1e-6]])[0] == alerts.at_scale(2_226, fmr=1e-6).fpir


def test_groups_that_are_treated_alike_make_one_list() -> None:
    found = alerts.fpir_by_group([700, 200, 100], fmr=np.full((3, 3), 1e-6))
    assert found == pytest.approx([alerts.at_scale(1_000, fmr=1e-6).fpir] * 3, rel=1e-14)


def test_groups_can_be_permuted_and_lists_stacked() -> None:
    fmr = np.array([[1e-6, 1e-8, 2e-9], [3e-8, 2e-6, 1e-9], [1e-9, 5e-8, 4e-6]])
    sizes, order = np.array([700, 200, 100]), [2, 0, 1]
    found = alerts.fpir_by_group(sizes, fmr=fmr)
    assert alerts.fpir_by_group(sizes[order], fmr=fmr[order][:, order]) == pytest.approx(found[order], rel=1e-14)
    stacked = alerts.fpir_by_group([sizes, 2 * sizes], fmr=fmr)
    np.testing.assert_array_equal(stacked, [found, alerts.fpir_by_group(2 * sizes, fmr=fmr)])


@pytest.mark.parametrize("fmr", [1e-6, [1e-6, 1e-6], [[1e-6, 1e-7]], np.full((3, 3), 1e-6)])
def test_a_table_that_does_not_fit_is_refused(fmr: object) -> None:
    with pytest.raises(
        DispropError, match=r"fmr needs a row and a column for each group of sizes; sizes has shape \(2,\)"
    ):
        alerts.fpir_by_group([1, 2], fmr=fmr)  # type: ignore[arg-type]
    with pytest.raises(DispropError, match="sizes has shape"):
        alerts.fpir_by_group(1, fmr=[[0.1]])


def test_the_bank_of_200_million_images() -> None:
    assert alerts.at_scale(200_000_000, fmr=1e-6).false_candidates == 200
    assert alerts.fmr_needed(1e-3, 200_000_000) == pytest.approx(5.0e-12, rel=1e-3)
    found = alerts.at_scale(200_000_000, fmr=alerts.fmr_needed(1e-3, 200_000_000))
    assert found.fpir == pytest.approx(1e-3, rel=1e-13)
    assert found.false_candidates == pytest.approx(1.0005e-3, rel=1e-6)


def test_no_share_exceeds_the_candidates_it_counts() -> None:
    sizes = np.array([1, 10, 1_000, 10**6, 10**9])[:, None]
    fmr = np.array([0.0, 1e-12, 1e-6, 0.5, 1.0])
    assert (
        alerts.at_scale(sizes, fmr=fmr).fpir <= alerts.at_scale(sizes, fmr=fmr).false_candidates * (1 + 1e-15)
    ).all()


def test_caveats_are_printed_with_the_number() -> None:
    said = str(alerts.at_scale([2_226, 200_000_000], fmr=1e-6)).splitlines()
    assert said[0] == "2,226 images: a false match in 0.222% of searches, 0.00223 false candidates a search"
    assert said[1].startswith("200,000,000 images: a false match in 100% of searches, 200 false candidates")
    for word in ("independent", "look-alikes", "scores", "missed more often"):
        assert word in said[2]


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0%"), (1, "50%"), (10, "99.9%"), (11, "more than 99.9%"), (40, "more than 99.9%"), (60, "100%")],
)
def test_searches_are_in_per_cent_and_nearly_all_is_not_all(size: int, said: str) -> None:
    assert f"a false match in {said} of searches, " in str(alerts.at_scale(size, fmr=0.5))
