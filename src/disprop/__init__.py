"""The statistics of disproportionality: how often, how many times more often, how sure, how accurate.

The functions of counts are here; the questions of a field are in modules that load when they are first used:
`disprop.alerts`, `disprop.areas`, `disprop.claims`, `disprop.classifications`, `disprop.cleaning`, `disprop.datasets`,
`disprop.disparity`, `disprop.imperfect`, `disprop.models`, `disprop.paired`, `disprop.periods`, `disprop.planning`,
`disprop.plot`, `disprop.report`, `disprop.schemas`, `disprop.strata`, `disprop.surveys`, `disprop.tables`.
"""

from __future__ import annotations

import importlib
import typing

from disprop import _calls
from disprop._compare import compare as compare
from disprop._errors import DispropError as DispropError
from disprop._estimated import between as between
from disprop._registry import statistic as statistic
from disprop._sets import Between as Between
from disprop.estimate import Estimate as Estimate, Record as Record
from disprop.proportions import (
    odds_ratio as odds_ratio,
    proportion as proportion,
    risk_difference as risk_difference,
    risk_ratio as risk_ratio,
)
from disprop.rates import rate as rate, rate_difference as rate_difference, rate_ratio as rate_ratio
from disprop.standardise.compare import (
    direct_rate_difference as direct_rate_difference,
    direct_rate_ratio as direct_rate_ratio,
)
from disprop.standardise.decomposition import das_gupta as das_gupta, kitagawa as kitagawa
from disprop.standardise.direct import direct_rate as direct_rate
from disprop.standardise.indirect import (
    expected_events as expected_events,
    indirect_rate as indirect_rate,
    indirect_rate_ratio as indirect_rate_ratio,
    indirect_ratio as indirect_ratio,
)
from disprop.standardise.populations import standard_weights as standard_weights

if typing.TYPE_CHECKING:  # so that type checkers and editors know what `disprop.alerts` is
    from disprop import (
        alerts as alerts,
        areas as areas,
        claims as claims,
        classifications as classifications,
        cleaning as cleaning,
        datasets as datasets,
        disparity as disparity,
        imperfect as imperfect,
        models as models,
        paired as paired,
        periods as periods,
        planning as planning,
        plot as plot,
        report as report,
        schemas as schemas,
        strata as strata,
        surveys as surveys,
        tables as tables,
    )

    __version__: str

_calls.in_words(__name__, Between, DispropError, Estimate, Record)

if not typing.TYPE_CHECKING:  # to whom a name that is not here is an error

    def __getattr__(name: str) -> typing.Any:
        """Load a module of a field when it is first used (SPEC 1), and read the version when it is asked for."""
        if name == "__version__":
            return importlib.import_module("importlib.metadata").version("disprop")
        if name in _calls.MODULES:
            return importlib.import_module(f"disprop.{name}")
        raise AttributeError(f"module 'disprop' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(globals()["__all__"])
