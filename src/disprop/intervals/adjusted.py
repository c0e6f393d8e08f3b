"""Intervals of a ratio that a regression has estimated, on the log scale."""

from disprop._arrays import FloatArray
from disprop.intervals._compose import log_t_limits
from disprop.intervals._family import Family


def _ratio(ratio: FloatArray, *_: FloatArray) -> FloatArray:
    return ratio


ADJUSTED_RATIO = Family(
    parameter="adjusted rate ratio",
    data=("ratio", "log_variance", "degrees_of_freedom"),
    default="cluster-robust",
    value=_ratio,
    rises=(1, 0, 0),
)
EQUATION = "r exp(-+ {quantile} sqrt(v)), v the variance of log r {of}"
MC_CULLAGH_NELDER = "McCullagh and Nelder 1989, Generalized Linear Models, 2nd ed."
for _name, _equation, _reference in (
    ("poisson", EQUATION.format(quantile="z", of="if counts are Poisson"), MC_CULLAGH_NELDER),
    (
        "quasi-poisson",
        EQUATION.format(quantile="t", of="if variances are a multiple of the means; t by residual degrees of freedom"),
        MC_CULLAGH_NELDER,
    ),
    (
        "negative-binomial",
        EQUATION.format(
            quantile="z", of="by the observed information, if a count with mean m has the variance m + alpha m^2"
        ),
        "Cameron and Trivedi 2013, Regression Analysis of Count Data, 2nd ed.",
    ),
    (
        "cluster-robust",
        EQUATION.format(
            quantile="t",
            of="between clusters, bias-reduced (CR2, not clubSandwich's); t by Satterthwaite's degrees of freedom",
        ),
        "Bell and McCaffrey 2002, Survey Methodology 28: 169-181",
    ),
):
    ADJUSTED_RATIO.method(_name, equation=_equation, reference=_reference)(log_t_limits)
