"""The statistics of disproportionality: how often, how many times more often, how sure, how accurate.

The functions of counts are here; the questions of a field are in modules that load when they are first used:
`disprop.alerts`, `disprop.areas`, `disprop.claims`, `disprop.classifications`, `disprop.cleaning`, `disprop.datasets`,
`disprop.disparity`, `disprop.imperfect`, `disprop.models`, `disprop.paired`, `disprop.periods`, `disprop.planning`,
`disprop.plot`, `disprop.schemas`, `disprop.strata`, `disprop.tables`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from disprop import _calls
from disprop._compare import compare
from disprop._errors import DispropError
from disprop._estimated import between
from disprop._registry import statistic
from disprop._sets import Between
from disprop.estimate import Estimate, Record
from disprop.proportions import odds_ratio, proportion, risk_difference, risk_ratio
from disprop.rates import rate, rate_difference, rate_ratio
from disprop.standardise.compare import direct_rate_difference, direct_rate_ratio
from disprop.standardise.decomposition import das_gupta, kitagawa
from disprop.standardise.direct import direct_rate
from disprop.standardise.indirect import expected_events, indirect_rate, indirect_rate_ratio, indirect_ratio
from disprop.standardise.populations import standard_weights

if TYPE_CHECKING:  # so that type checkers and editors know what `disprop.alerts` is
    from disprop import (
        alerts,
        areas,
        claims,
        classifications,
        cleaning,
        datasets,
        disparity,
        imperfect,
        models,
        paired,
        periods,
        planning,
        plot,
        schemas,
        strata,
        tables,
    )

    __version__: str

__all__ = [
    "Between",
    "DispropError",
    "Estimate",
    "Record",
    "alerts",
    "areas",
    "between",
    "claims",
    "classifications",
    "cleaning",
    "compare",
    "das_gupta",
    "datasets",
    "direct_rate",
    "direct_rate_difference",
    "direct_rate_ratio",
    "disparity",
    "expected_events",
    "imperfect",
    "indirect_rate",
    "indirect_rate_ratio",
    "indirect_ratio",
    "kitagawa",
    "models",
    "odds_ratio",
    "paired",
    "periods",
    "planning",
    "plot",
    "proportion",
    "rate",
    "rate_difference",
    "rate_ratio",
    "risk_difference",
    "risk_ratio",
    "schemas",
    "standard_weights",
    "statistic",
    "strata",
    "surveys",
    "tables",
]

MODULES = tuple(name for name in __all__ if not callable(globals().get(name)))  # which load when they are first used

_calls.in_words(__name__)

if not TYPE_CHECKING:  # to whom a name that is not here is an error

    def __getattr__(name: str) -> Any:
        """Load a module of a field when it is first used (SPEC 1), and read the version when it is asked for."""
        if name == "__version__":
            return importlib.import_module("importlib.metadata").version("disprop")
        if name in MODULES:
            return importlib.import_module(f"disprop.{name}")
        raise AttributeError(f"module 'disprop' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
