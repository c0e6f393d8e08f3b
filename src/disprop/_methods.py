"""The names of methods and sides for type checkers; `make names` writes this file from the families."""

from __future__ import annotations

from typing import Literal

Sides = Literal["two", "lower", "upper"]
ProportionMethod = Literal[
    "wilson",
    "wilson-cc",
    "scas",
    "clopper-pearson",
    "mid-p",
    "jeffreys",
    "blaker",
    "likelihood",
    "agresti-coull",
    "wald",
]
RateMethod = Literal["garwood", "byar", "mid-p", "score", "scas", "likelihood", "jeffreys", "wald-log", "wald"]
RateRatioMethod = Literal[
    "mid-p",
    "exact",
    "jeffreys",
    "likelihood",
    "score",
    "scas",
    "mover-garwood",
    "mover-byar",
    "mover-mid-p",
    "mover-score",
    "mover-scas",
    "mover-likelihood",
    "mover-jeffreys",
    "wald-log",
]
RateDifferenceMethod = Literal[
    "score",
    "scas",
    "mover-garwood",
    "mover-byar",
    "mover-mid-p",
    "mover-score",
    "mover-scas",
    "mover-likelihood",
    "mover-jeffreys",
    "wald",
]
RiskRatioMethod = Literal[
    "miettinen-nurminen",
    "koopman",
    "scas",
    "mover-wilson",
    "mover-wilson-cc",
    "mover-scas",
    "mover-clopper-pearson",
    "mover-mid-p",
    "mover-jeffreys",
    "mover-likelihood",
    "katz-log",
]
RiskDifferenceMethod = Literal[
    "miettinen-nurminen",
    "mee",
    "scas",
    "newcombe",
    "mover-wilson-cc",
    "mover-scas",
    "mover-clopper-pearson",
    "mover-mid-p",
    "mover-jeffreys",
    "mover-likelihood",
    "mover-agresti-coull",
    "agresti-caffo",
    "wald",
]
OddsRatioMethod = Literal["mid-p", "exact", "miettinen-nurminen", "scas", "woolf-log"]
ShareRatioMethod = Literal[
    "wilson",
    "wilson-cc",
    "scas",
    "clopper-pearson",
    "mid-p",
    "jeffreys",
    "blaker",
    "likelihood",
    "agresti-coull",
    "wald",
]
MantelHaenszelRateRatioMethod = Literal["greenland-robins", "score"]
MantelHaenszelRiskRatioMethod = Literal["greenland-robins", "score"]
MantelHaenszelOddsRatioMethod = Literal["robins-breslow-greenland", "score"]
MantelHaenszelRateDifferenceMethod = Literal["greenland-robins"]
MantelHaenszelRiskDifferenceMethod = Literal["sato"]
RateRatioInStrataMethod = Literal["score", "scas"]
RateRatioInStrataWeightedByMiettinenNurminenMethod = Literal["score", "scas"]
RateRatioInStrataWeightedByInverseVarianceMethod = Literal["score", "scas"]
RateDifferenceInStrataMethod = Literal["score", "scas"]
RateDifferenceInStrataWeightedByMiettinenNurminenMethod = Literal["score", "scas"]
RiskRatioInStrataMethod = Literal["score", "scas"]
RiskRatioInStrataWeightedByMiettinenNurminenMethod = Literal["score", "scas"]
RiskRatioInStrataWeightedByInverseVarianceMethod = Literal["score", "scas"]
RiskDifferenceInStrataMethod = Literal["score", "scas"]
RiskDifferenceInStrataWeightedByMiettinenNurminenMethod = Literal["score", "scas"]
RiskDifferenceInStrataWeightedByInverseVarianceMethod = Literal["score", "scas"]
OddsRatioInStrataMethod = Literal["score", "scas"]
OddsRatioInStrataWeightedByMiettinenNurminenMethod = Literal["score", "scas"]
AdjustedRateRatioMethod = Literal["poisson", "quasi-poisson", "negative-binomial", "cluster-robust"]
PooledLogRatioMethod = Literal["t", "hartung-knapp", "hartung-knapp-plain", "wald"]
PooledRatioMethod = Literal["t", "hartung-knapp", "hartung-knapp-plain", "wald"]
MeanOfRatiosMethod = Literal["half-event"]
DirectlyStandardisedRateMethod = Literal[
    "fay-feuer",
    "tiwari",
    "dobson-garwood",
    "dobson-byar",
    "dobson-mid-p",
    "dobson-score",
    "dobson-scas",
    "dobson-likelihood",
    "dobson-jeffreys",
    "normal",
    "log-normal",
]
DirectlyStandardisedRateRatioMethod = Literal[
    "fay",
    "log-normal",
    "mover-fay-feuer",
    "mover-tiwari",
    "mover-dobson-garwood",
    "mover-dobson-byar",
    "mover-dobson-mid-p",
    "mover-dobson-score",
    "mover-dobson-scas",
    "mover-dobson-likelihood",
    "mover-dobson-jeffreys",
]
DirectlyStandardisedRateDifferenceMethod = Literal[
    "normal",
    "mover-fay-feuer",
    "mover-tiwari",
    "mover-dobson-garwood",
    "mover-dobson-byar",
    "mover-dobson-mid-p",
    "mover-dobson-score",
    "mover-dobson-scas",
    "mover-dobson-likelihood",
    "mover-dobson-jeffreys",
]
DirectlyStandardisedRateRatioToTheWholeMethod = Literal[
    "fay",
    "log-normal",
    "mover-fay-feuer",
    "mover-tiwari",
    "mover-dobson-garwood",
    "mover-dobson-byar",
    "mover-dobson-mid-p",
    "mover-dobson-score",
    "mover-dobson-scas",
    "mover-dobson-likelihood",
    "mover-dobson-jeffreys",
]
ProportionByDeploymentMethod = Literal["cluster-robust"]
MeanProportionMethod = Literal["beta-binomial"]
TypicalProportionMethod = Literal["random-intercept"]
MeanRateMethod = Literal["gamma-poisson"]
OddsRatioOfDiscordantPairsMethod = Literal["mid-p", "exact", "score", "scas"]
DifferenceOfPairedProportionsMethod = Literal["tango", "newcombe", "wald"]
RatioOfPairedProportionsMethod = Literal["bonett-price", "wald-log"]
ExtraFalseAlertsPerExtraTrueAlertMethod = Literal["fieller"]
DifferenceOfPairedProportionsByPersonMethod = Literal["obuchowski", "durkalski"]
RatioOfPairedProportionsByPersonMethod = Literal["score", "fieller"]
ExtraFalseAlertsPerExtraTrueAlertByPersonMethod = Literal["fieller"]
AreaUnderTheRocCurveMethod = Literal["delong", "delong-logit", "newcombe"]
DifferenceOfAreasUnderTheRocCurveMethod = Literal["delong"]
PositivePredictiveValueMethod = Literal["logit", "bayes", "koopman", "miettinen-nurminen", "scas", "mover-wilson"]
NegativePredictiveValueMethod = Literal["logit", "bayes", "koopman", "miettinen-nurminen", "scas", "mover-wilson"]
PositivePredictiveValuePrevalenceCountedMethod = Literal["logit", "bayes"]
NegativePredictiveValuePrevalenceCountedMethod = Literal["logit", "bayes"]
BreakEvenPrevalenceMethod = Literal["logit", "bayes", "koopman", "miettinen-nurminen", "scas", "mover-wilson"]
PredictedCountMethod = Literal["beta-binomial", "gamma-poisson"]
