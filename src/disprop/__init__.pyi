# What `disprop` offers, for type checkers and editors; `__init__.py` reads here where each name is.

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

__version__: str
