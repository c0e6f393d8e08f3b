"""The names of methods and sides for type checkers; `make names` writes this file from the families."""

from typing import Literal

MoverOfRates = (
    Literal["mover-garwood", "mover-byar", "mover-mid-p", "mover-score", "mover-scas", "mover-likelihood"]
    | Literal["mover-jeffreys"]
)
MoverOfProportions = (
    Literal["mover-wilson-cc", "mover-scas", "mover-clopper-pearson", "mover-mid-p", "mover-jeffreys"]
    | Literal["mover-likelihood"]
)
MoverOfDirectRates = (
    Literal["mover-fay-feuer", "mover-tiwari", "mover-dobson-garwood", "mover-dobson-byar"]
    | Literal["mover-dobson-mid-p", "mover-dobson-score", "mover-dobson-scas"]
    | Literal["mover-dobson-likelihood", "mover-dobson-jeffreys"]
)
Sides = Literal["two", "lower", "upper"]
ProportionMethod = (
    Literal["wilson", "wilson-cc", "scas", "clopper-pearson", "mid-p", "jeffreys", "blaker"]
    | Literal["likelihood", "agresti-coull", "wald"]
)
RateMethod = Literal["garwood", "byar", "mid-p", "score", "scas", "likelihood", "jeffreys", "wald-log", "wald"]
RateRatioMethod = Literal["mid-p", "exact", "jeffreys", "likelihood", "score", "scas", "wald-log"] | MoverOfRates
RateDifferenceMethod = Literal["score", "scas", "wald"] | MoverOfRates
RiskRatioMethod = Literal["miettinen-nurminen", "koopman", "scas", "mover-wilson", "katz-log"] | MoverOfProportions
RiskDifferenceMethod = (
    Literal["miettinen-nurminen", "mee", "scas", "newcombe", "mover-agresti-coull", "agresti-caffo"]
    | Literal["wald"]
    | MoverOfProportions
)
OddsRatioMethod = Literal["mid-p", "exact", "miettinen-nurminen", "scas", "woolf-log"]
MantelHaenszelMethod = Literal["greenland-robins", "robins-breslow-greenland", "sato"]
StratifiedScoreMethod = Literal["score", "scas"]
PooledDeploymentsMethod = (
    Literal["cluster-robust", "beta-binomial", "random-intercept", "gamma-poisson"] | Literal["clopper-pearson"]
)
DirectRateMethod = (
    Literal["fay-feuer", "tiwari", "dobson-garwood", "dobson-byar", "dobson-mid-p", "dobson-score"]
    | Literal["dobson-scas", "dobson-likelihood", "dobson-jeffreys", "normal", "log-normal"]
)
DirectRateRatioMethod = Literal["fay", "log-normal"] | MoverOfDirectRates
DirectRateDifferenceMethod = Literal["normal"] | MoverOfDirectRates
McNemarMethod = Literal["mid-p", "exact", "score", "scas"]
PairedDifferenceMethod = Literal["tango", "newcombe", "wald", "obuchowski"]
PairedRatioMethod = Literal["bonett-price", "wald-log", "score", "fieller"]
RocAreaMethod = Literal["delong", "newcombe"]
PredictiveValueMethod = Literal["logit", "bayes", "koopman", "miettinen-nurminen", "scas", "mover-wilson"]
PredictedCountMethod = Literal["beta-binomial", "gamma-poisson"]
RiskMethod = Literal["miettinen-nurminen", "scas"] | MoverOfProportions
