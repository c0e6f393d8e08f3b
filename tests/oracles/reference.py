"""Fifty-digit answers to the equation of each method, worked out without disprop and without SciPy.

Where the files from R have no `ref` of their own, this script put one in (marked `"ref_by": "reference.py"`).

Run `python tests/oracles/reference.py` to fill what is missing and to see how far the others are from it.
Tails are summed term by term from the count outwards, and limits are found by Newton steps from R's answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mpmath as mp

HERE = Path(__file__).parent
FILES = ("proportion", "rate", "rate_ratio", "risk_ratio")
Number = Any  # mpmath has no types
Pair = tuple[Number, Number]
Tail = Callable[[Number], Pair]
mp.mp.dps = 50


def z_of(level: Number) -> Number:
    return mp.sqrt(2) * mp.erfinv(level)


def newton(tail: Tail, start: Number, a: Number) -> Number:
    """Return where the tail is `a`; `tail` gives its value and its slope."""
    x = mp.mpf(start)
    for _ in range(60):
        value, slope = tail(x)
        step = (value - a) / slope
        while not x - step > 0:  # a limit is positive
            step /= 2
        x -= step
        if abs(step) < abs(x) * mp.mpf(10) ** -35:
            return x
    message = f"no root near {start}"
    raise ArithmeticError(message)


def total(first: Number, ratios: Iterator[Number]) -> Number:
    """Return first + first r1 + first r1 r2 + ... until nothing is added."""
    term = result = first
    for ratio in ratios:
        term *= ratio
        result += term
        if ratio < 1 and term < result * mp.mpf(10) ** -45 * (1 - ratio):
            break
    return result


def poisson(x: int, mean: Number) -> Number:
    return mp.exp(x * mp.log(mean) - mean - mp.loggamma(x + 1))


def binomial(x: int, n: int, p: Number) -> Number:
    ways = mp.loggamma(n + 1) - mp.loggamma(x + 1) - mp.loggamma(n - x + 1)
    return mp.exp(ways + x * mp.log(p) + (n - x) * mp.log1p(-p))


def poisson_at_least(x: int, weight: Number) -> Tail:
    """P(X > x) + weight P(X = x) as a function of the mean."""

    def tail(mean: Number) -> Pair:
        point = poisson(x, mean)
        above = total(point, (mean / k for k in count_from(x + 1))) - point
        return above + weight * point, point * (1 - weight) + weight * point * x / mean

    return tail


def poisson_at_most(x: int, weight: Number) -> Tail:
    def tail(mean: Number) -> Pair:
        point = poisson(x, mean)
        below = total(point, (k / mean for k in range(x, 0, -1))) - point
        return below + weight * point, -(point * weight + (1 - weight) * point * x / mean)

    return tail


def binomial_at_least(x: int, n: int, weight: Number) -> Tail:
    def tail(p: Number) -> Pair:
        point, odds = binomial(x, n, p), p / (1 - p)
        above = total(point, (odds * (n - k + 1) / k for k in range(x + 1, n + 1))) - point
        return above + weight * point, point * (weight * x / p + (1 - weight) * (n - x) / (1 - p))

    return tail


def binomial_at_most(x: int, n: int, weight: Number) -> Tail:
    def tail(p: Number) -> Pair:
        point, odds = binomial(x, n, p), p / (1 - p)
        below = total(point, (k / (n - k + 1) / odds for k in range(x, 0, -1))) - point
        return below + weight * point, -point * (weight * (n - x) / (1 - p) + (1 - weight) * x / p)

    return tail


def gamma_below(shape: Number) -> Tail:
    def tail(m: Number) -> Pair:
        density = mp.exp((shape - 1) * mp.log(m) - m - mp.loggamma(shape))
        return total(density * m / shape, (m / (shape + k) for k in count_from(1))), density

    return tail


def beta_below(b: Number, c: Number) -> Tail:
    def tail(p: Number) -> Pair:
        scale = mp.loggamma(b + c) - mp.loggamma(b) - mp.loggamma(c)
        density = mp.exp(scale + (b - 1) * mp.log(p) + (c - 1) * mp.log1p(-p))
        first = density * p * (1 - p) / b
        return total(first, (p * (b + c + k) / (b + 1 + k) for k in count_from(0))), density

    return tail


def count_from(k: int) -> Iterator[int]:
    while True:
        yield k
        k += 1


def poisson_limits(x: int, a: Number, weight: Number, start: Pair) -> Pair:
    low = newton(poisson_at_least(x, weight), start[0], a) if x else mp.mpf(0)
    return low, newton(poisson_at_most(x, weight), start[1], a)


def binomial_limits(x: int, n: int, a: Number, weight: Number, start: Pair) -> Pair:
    low = newton(binomial_at_least(x, n, weight), start[0], a) if x else mp.mpf(0)
    high = newton(binomial_at_most(x, n, weight), start[1], a) if x < n else mp.mpf(1)
    return low, high


def wilson(x: int, n: int, z: Number) -> Pair:
    p, s = mp.mpf(x) / n, z * z / n
    middle, half = (p + s / 2) / (1 + s), mp.sqrt(s * (p * (1 - p) + s / 4)) / (1 + s)
    low = middle - half if x else mp.mpf(0)
    return low, middle + half if x < n else mp.mpf(1)


def proportion(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    x, n, a, z = i["x"], i["n"], (1 - level) / 2, z_of(level)
    m = n + z * z
    p, q = mp.mpf(x) / n, (x + z * z / 2) / m
    match method:
        case "wilson":
            return wilson(x, n, z)
        case "clopper-pearson":
            return binomial_limits(x, n, a, mp.mpf(1), start)
        case "mid-p":
            return binomial_limits(x, n, a, mp.mpf(0.5), start)
        case "jeffreys":
            below = beta_below(x + mp.mpf(0.5), n - x + mp.mpf(0.5))
            low = newton(below, start[0], a) if x else mp.mpf(0)
            return low, newton(below, start[1], 1 - a) if x < n else mp.mpf(1)
        case "agresti-coull":
            half = z * mp.sqrt(q * (1 - q) / m)
            return q - half, q + half
    half = z * mp.sqrt(p * (1 - p) / n)
    return p - half, p + half


def rate(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    x, t, a, z = i["x"], mp.mpf(i["T"]), (1 - level) / 2, z_of(level)
    start = (start[0] * t, start[1] * t)
    match method:
        case "garwood":
            low, high = poisson_limits(x, a, mp.mpf(1), start)
        case "mid-p":
            low, high = poisson_limits(x, a, mp.mpf(0.5), start)
        case "jeffreys":
            below = gamma_below(x + mp.mpf(0.5))
            low, high = newton(below, start[0], a) if x else mp.mpf(0), newton(below, start[1], 1 - a)
        case "byar":
            low = byar(x, -z) if x else mp.nan
            high = byar(x + 1, z)
        case _:
            middle, half = x + z * z / 2, z * mp.sqrt(x + z * z / 4)
            low, high = middle - half if x else mp.mpf(0), middle + half
    return low / t, high / t


def byar(x: int, z: Number) -> Number:
    return x * (1 - mp.mpf(1) / (9 * x) + z / (3 * mp.sqrt(x))) ** 3


def rate_ratio(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    x, y, scale = i["x1"], i["x2"], mp.mpf(i["T2"]) / mp.mpf(i["T1"])
    if x + y == 0:
        return mp.mpf(0), mp.inf
    if method == "wald-log":
        return around(scale * x / y, mp.mpf(1) / x + mp.mpf(1) / y, level)
    single = {"exact": "clopper-pearson", "mid-p": "mid-p", "score": "wilson"}[method]
    shares = tuple(r / (scale + r) if r < mp.inf else mp.mpf(1) for r in start)
    limits = proportion(single, {"x": x, "n": x + y}, level, shares)
    low, high = (scale * p / (1 - p) if p < 1 else mp.inf for p in limits)
    return low, high


def risk_ratio(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    del start
    x, n, y, m = i["x1"], i["n1"], i["x2"], i["n2"]
    p, q, z = mp.mpf(x) / n, mp.mpf(y) / m, z_of(level)
    if method == "katz-log":
        return around(p / q, mp.mpf(1) / x - mp.mpf(1) / n + mp.mpf(1) / y - mp.mpf(1) / m, level)
    (l1, u1), (l0, u0) = wilson(x, n, z), wilson(y, m, z)
    low = p * q - mp.sqrt((p * q) ** 2 - l1 * (2 * p - l1) * u0 * (2 * q - u0))
    high = p * q + mp.sqrt((p * q) ** 2 - u1 * (2 * p - u1) * l0 * (2 * q - l0))
    return low / (u0 * (2 * q - u0)) if x else mp.mpf(0), high / (l0 * (2 * q - l0)) if y else mp.inf


def around(ratio: Number, variance: Number, level: Number) -> Pair:
    factor = mp.exp(z_of(level) * mp.sqrt(variance))
    return ratio / factor, ratio * factor


def limits(parameter: str, method: str, case: dict[str, Any]) -> Pair:
    """Return the limits of one case to about 35 digits."""
    start = tuple(mp.mpf(case.get(key, "nan")) for key in ("lower", "upper"))
    solve = {"proportion": proportion, "rate": rate, "rate ratio": rate_ratio, "risk ratio": risk_ratio}[parameter]
    return solve(method, case["inputs"], mp.mpf(str(case["level"])), (start[0], start[1]))


def plain(number: Number) -> float | str | None:
    """Return a number that JSON can hold."""
    if mp.isnan(number):
        return None
    return float(number) if mp.isfinite(number) else "inf"


def distance(ours: Number, theirs: float | str | None) -> float:
    if theirs is None or mp.isnan(ours):
        return 0.0 if theirs is None and mp.isnan(ours) else float("inf")
    other = mp.mpf(theirs)
    return 0.0 if ours == other else float(abs(ours - other) / max(abs(ours), abs(other)))


def no_equation(method: str, inputs: dict[str, Any]) -> bool:
    """Tell whether a count is 0 where the formula divides by it: a convention, with nothing to solve."""
    return method in {"wald-log", "katz-log"} and 0 in (inputs["x1"], inputs["x2"])


def fill(name: str) -> float:
    """Fill the missing references of one file; return the largest distance from those it had."""
    path = HERE / f"{name}.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    source, worst = held["source"], 0.0
    for case in held["cases"]:
        method = source["methods"][case["method"]]["ours"]
        if no_equation(method, case["inputs"]):
            continue
        low, high = limits(source["parameter"], method, case)
        if "ref" in case:
            worst = max(worst, distance(low, case["ref"]["lower"]), distance(high, case["ref"]["upper"]))
        else:
            case |= {"ref": {"lower": plain(low), "upper": plain(high)}, "ref_by": "reference.py"}
    lines = ",\n".join(json.dumps(case) for case in held["cases"])
    path.write_text(f'{{"source": {json.dumps(source, indent=1)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")
    return worst


if __name__ == "__main__":
    for file in FILES:
        sys.stdout.write(f"{file}: largest relative distance {fill(file):.1e}\n")
