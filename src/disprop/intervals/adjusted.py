"""Intervals of a ratio that a regression has estimated, on the log scale."""

from disprop.intervals._compose import log_t_limits
from disprop.intervals._family import Family

ADJUSTED_RATIO = Family(
    parameter="adjusted rate ratio",
    data=("ratio", "log_variance", "degrees_of_freedom"),
    default="cluster-robust",
    value=lambda ratio, *_: ratio,
    rises=(1, 0, 0),
)
MC_CULLAGH_NELDER = "McCullagh and Nelder 1989, Generalized Linear Models, 2nd ed."
CAMERON_TRIVEDI = "Cameron and Trivedi 2013, Regression Analysis of Count Data, 2nd ed."
RESIDUAL = "if variances are a multiple of the means; t by residual degrees of freedom"
OBSERVED = "by the observed information, if a count with mean m has the variance m + alpha m^2"
BETWEEN = "between clusters, bias-reduced (CR2, not clubSandwich's); t by Satterthwaite's degrees of freedom"
for _name, _quantile, _of, _reference in (
    ("poisson", "z", "if counts are Poisson", MC_CULLAGH_NELDER),
    ("quasi-poisson", "t", RESIDUAL, MC_CULLAGH_NELDER),
    ("negative-binomial", "z", OBSERVED, CAMERON_TRIVEDI),
    ("cluster-robust", "t", BETWEEN, "Bell and McCaffrey 2002, Survey Methodology 28: 169-181"),
):
    _equation = f"r exp(-+ {_quantile} sqrt(v)), v the variance of log r {_of}"
    ADJUSTED_RATIO.method(_name, equation=_equation, reference=_reference)(log_t_limits)
