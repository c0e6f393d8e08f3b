"""The experiments of the coverage study for every family; one that has none is a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from disprop.intervals import FAMILIES, Family
from studies import counted, drawn, tried, uncertain
from studies.designs import Design

Experiments = Callable[..., Iterator[Design]]


def of_all(designs_of: Experiments) -> Experiments:
    """Return experiments that are the same for every method, worked out once."""

    @cache
    def listed(parameter: str, *, small: bool) -> list[Design]:
        return list(designs_of(FAMILIES[parameter], small=small))

    return lambda family, _, *, small: iter(listed(family.parameter, small=small))


DIRECT = "directly standardised rate"
EXPERIMENTS: dict[str, Experiments] = {
    "proportion": of_all(counted.proportions),
    "rate": of_all(counted.rates),
    **dict.fromkeys(("rate ratio", "rate difference"), of_all(counted.two_rates)),
    **dict.fromkeys(("risk ratio", "risk difference", "odds ratio"), of_all(counted.two_risks)),
    "ratio of rate ratios": of_all(counted.two_periods),
    "share ratio": of_all(counted.shares),
    **dict.fromkeys((name for name, family in FAMILIES.items() if family.core == "strata"), of_all(counted.strata)),
    "adjusted rate ratio": drawn.of_regressed,
    **dict.fromkeys(("pooled log ratio", "pooled ratio"), drawn.of_pooled),
    "mean of ratios": of_all(drawn.mean_of_ratios),
    DIRECT: of_all(counted.standardised),
    **dict.fromkeys(
        (f"{DIRECT} {what}" for what in ("ratio", "difference", "ratio to the whole")), of_all(counted.two_standardised)
    ),
    "proportion, by deployment": of_all(counted.by_deployment),
    **dict.fromkeys(("mean proportion", "typical proportion", "mean rate"), of_all(counted.deployments)),
    "odds ratio of discordant pairs": of_all(tried.discordant),
    **dict.fromkeys(("difference of paired proportions", "ratio of paired proportions"), of_all(tried.pairs)),
    "extra false alerts per extra true alert": of_all(tried.extra_alerts),
    **dict.fromkeys(tried.PEOPLE, of_all(tried.people)),
    "area under the ROC curve": of_all(tried.one_curve),
    "difference of areas under the ROC curve": of_all(tried.two_curves),
    **dict.fromkeys(
        (name for name, family in FAMILIES.items() if family.data[0] == "true_alerts"), of_all(counted.predictive)
    ),
    **dict.fromkeys((name for name in FAMILIES if name.endswith("population")), of_all(uncertain.of_estimated)),
    "predicted count": counted.predicted,
}


def designs(family: Family, name: str = "", *, small: bool) -> Iterator[Design]:
    """Yield the experiments for a method; a family without any is a mistake."""
    return EXPERIMENTS[family.parameter](family, name or family.default, small=small)
