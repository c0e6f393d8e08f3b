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
FILES = ("proportion", "rate", "rate_difference", "rate_ratio", "risk_difference", "risk_ratio", "odds_ratio")
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
    low, high = quadratic(x, n, z * z * n)
    return low if x else mp.mpf(0), high if x < n else mp.mpf(1)


def quadratic(x: Number, n: Number, v: Number) -> Pair:
    """Return the roots of (x - np)^2 = v p (1 - p)."""
    middle, half = x * n + v / 2, mp.sqrt(v * (x * (n - x) + v / 4))
    return (middle - half) / (n * n + v), (middle + half) / (n * n + v)


def wilson_corrected(x: int, n: int, z: Number) -> Pair:
    half = mp.mpf(0.5)
    low, high = quadratic(x - half, n, z * z * n)[0], quadratic(x + half, n, z * z * n)[1]
    return low if x else mp.mpf(0), high if x < n else mp.mpf(1)


def scas(x: int, n: int, z: Number) -> Pair:
    c = (z * z - 1) / 6
    low, high = quadratic(x - c, n - 2 * c, z * z * n)
    return low if x > max(c, 0) else mp.mpf(0), high if n - x > max(c, 0) else mp.mpf(1)


def half_deviance(x: int, n: int) -> Tail:
    """Half of the deviance, and its slope."""

    def deviance(p: Number) -> Pair:
        one = x * mp.log(x / (n * p)) if x else mp.mpf(0)
        other = (n - x) * mp.log((n - x) / (n * (1 - p))) if x < n else mp.mpf(0)
        return one + other, (n - x) / (1 - p) - x / p

    return deviance


def likelihood(x: int, n: int, z: Number, start: Pair) -> Pair:
    deviance, target = half_deviance(x, n), z * z / 2
    low = newton(deviance, start[0], target) if x else mp.mpf(0)
    return low, newton(deviance, start[1], target) if x < n else mp.mpf(1)


def acceptability(x: int, n: int, p: Number) -> Number:
    """P(the smaller tail of X is no larger than that of x)."""
    chances = [binomial(0, n, p)]
    for k in range(n):
        chances.append(chances[-1] * (n - k) * p / ((k + 1) * (1 - p)))
    below, above, total_below = [], [], mp.mpf(0)
    for chance in chances:
        above.append(1 - total_below)
        total_below += chance
        below.append(total_below)
    smaller = [min(pair) for pair in zip(below, above, strict=True)]
    return mp.fsum(chance for chance, tail in zip(chances, smaller, strict=True) if tail <= smaller[x])


def blaker(x: int, n: int, a: Number, start: Pair) -> Pair:
    """Return where the acceptability first exceeds 2a, by halving a short stretch round R's answer."""

    def search(outside: Number, inside: Number) -> Number:
        if acceptability(x, n, outside) > 2 * a or acceptability(x, n, inside) <= 2 * a:
            message = "no crossing there"
            raise ArithmeticError(message)
        for _ in range(80):
            middle = (outside + inside) / 2
            acceptable = acceptability(x, n, middle) > 2 * a
            outside, inside = (outside, middle) if acceptable else (middle, inside)
        return inside

    near = mp.mpf("1e-8")
    low = search(start[0] * (1 - near), start[0] * (1 + near)) if x else mp.mpf(0)
    return low, search(start[1] * (1 + near), start[1] * (1 - near)) if x < n else mp.mpf(1)


def proportion(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    x, n, a, z = i["x"], i["n"], (1 - level) / 2, z_of(level)
    m = n + z * z
    p, q = mp.mpf(x) / n, (x + z * z / 2) / m
    quadratics = {"wilson": wilson, "wilson-cc": wilson_corrected, "scas": scas}
    searches: dict[str, Callable[[], Pair]] = {
        "likelihood": lambda: likelihood(x, n, z, start),
        "blaker": lambda: blaker(x, n, a, start),
        "clopper-pearson": lambda: binomial_limits(x, n, a, mp.mpf(1), start),
        "mid-p": lambda: binomial_limits(x, n, a, mp.mpf(0.5), start),
    }
    if method in quadratics:
        return quadratics[method](x, n, z)
    if method in searches:
        return searches[method]()
    match method:
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
        case "scas":
            c = x - (z * z - 1) / 6
            middle, half = c + z * z / 2, z * mp.sqrt(c + z * z / 4)
            low, high = middle - half if x and c > 0 else mp.mpf(0), middle + half
        case "wald":
            low, high = x - z * mp.sqrt(x), x + z * mp.sqrt(x)
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
    z = z_of(level)
    if method == "mover-score":
        return mover_ratio(
            (mp.mpf(x) / i["T1"], *poisson_score(i, "1", z)), (mp.mpf(y) / i["T2"], *poisson_score(i, "2", z))
        )
    if method == "scas":
        return skewed_ratio(x, y, scale, z), 1 / low if (low := skewed_ratio(y, x, 1 / scale, z)) else mp.inf
    single = {"exact": "clopper-pearson", "mid-p": "mid-p", "score": "wilson"}[method]
    shares = tuple(r / (scale + r) if r < mp.inf else mp.mpf(1) for r in start)
    limits = proportion(single, {"x": x, "n": x + y}, level, shares)
    low, high = (scale * p / (1 - p) if p < 1 else mp.inf for p in limits)
    return low, high


def skewed_ratio(x: int, y: int, scale: Number, z: Number) -> Number:
    """Return the lower limit r = scale s^2 with (y - c) s^2 + z s sqrt(x + y) - (x - c) = 0, where it is above 0."""
    c = (z * z - 1) / 6
    if x <= max(c, 0):
        return mp.mpf(0)
    square, line, constant = y - c, z * mp.sqrt(x + y), x - c
    return scale * (2 * constant / (line + mp.sqrt(line**2 + 4 * square * constant))) ** 2


def poisson_score(i: dict[str, Any], side: str, z: Number) -> Pair:
    """Return the roots of (x - rT)^2 = z^2 rT."""
    x, t = i[f"x{side}"], mp.mpf(i[f"T{side}"])
    middle, half = x + z * z / 2, z * mp.sqrt(x + z * z / 4)
    return (middle - half) / t if x else mp.mpf(0), (middle + half) / t


def mover_ratio(one: tuple[Number, Number, Number], other: tuple[Number, Number, Number]) -> Pair:
    """Return Donner and Zou's limits of p/q, each of which comes with its own."""
    (p, l1, u1), (q, l0, u0) = one, other
    low = p * q - mp.sqrt((p * q) ** 2 - l1 * u0 * (2 * p - l1) * (2 * q - u0))
    high = p * q + mp.sqrt((p * q) ** 2 - u1 * l0 * (2 * p - u1) * (2 * q - l0))
    return low / (u0 * (2 * q - u0)) if p else mp.mpf(0), high / (l0 * (2 * q - l0)) if q else mp.inf


def rate_difference(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    (x, t), (y, s), z = (i["x1"], mp.mpf(i["T1"])), (i["x2"], mp.mpf(i["T2"])), z_of(level)
    p, q = x / t, y / s
    if method == "wald":
        half = z * mp.sqrt(p / t + q / s)
        return p - q - half, p - q + half
    if method == "mover-score":
        (l1, u1), (l0, u0) = poisson_score(i, "1", z), poisson_score(i, "2", z)
        return p - q - mp.hypot(p - l1, u0 - q), p - q + mp.hypot(u1 - p, q - l0)

    def score(d: Number) -> Number:
        line = (t + s) * d - x - y
        fitted = (mp.sqrt(line**2 + 4 * (t + s) * y * d) - line) / (2 * (t + s))
        spread = (fitted + d) / t + fitted / s
        third = (fitted + d) / t**2 - fitted / s**2 if method == "scas" else mp.mpf(0)
        return (p - q - d) / mp.sqrt(spread) - (z * z - 1) * third / (6 * spread**1.5)

    return scored(score, z, start)


def risk_ratio(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    x, n, y, m = i["x1"], i["n1"], i["x2"], i["n2"]
    p, q, z = mp.mpf(x) / n, mp.mpf(y) / m, z_of(level)
    if method in SCORES:
        return scored(lambda r: risk_score(i, r, mp.mpf(0), SCORES[method]), z, start)
    if method == "scas":
        return scored(lambda r: skewed_score(risk_moments(i, r, mp.mpf(0)), i, z), z, start)
    if method == "katz-log":
        return around(p / q, mp.mpf(1) / x - mp.mpf(1) / n + mp.mpf(1) / y - mp.mpf(1) / m, level)
    (l1, u1), (l0, u0) = wilson(x, n, z), wilson(y, m, z)
    low = p * q - mp.sqrt((p * q) ** 2 - l1 * (2 * p - l1) * u0 * (2 * q - u0))
    high = p * q + mp.sqrt((p * q) ** 2 - u1 * (2 * p - u1) * l0 * (2 * q - l0))
    return low / (u0 * (2 * q - u0)) if x else mp.mpf(0), high / (l0 * (2 * q - l0)) if y else mp.inf


def risk_difference(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    x, n, y, m = i["x1"], i["n1"], i["x2"], i["n2"]
    z = z_of(level)
    if method in SCORES:
        return scored(lambda d: risk_score(i, mp.mpf(1), d, SCORES[method]), z, start)
    if method == "scas":
        return scored(lambda d: skewed_score(risk_moments(i, mp.mpf(1), d), i, z), z, start)
    p, q = mp.mpf(x) / n, mp.mpf(y) / m
    if method in MOVED:
        (l1, u1), (l0, u0) = MOVED[method](x, n, z), MOVED[method](y, m, z)
        return p - q - mp.hypot(p - l1, u0 - q), p - q + mp.hypot(u1 - p, q - l0)
    if method == "agresti-caffo":
        n, m = n + 2, m + 2
        p, q = mp.mpf(x + 1) / n, mp.mpf(y + 1) / m
    half = z * mp.sqrt(p * (1 - p) / n + q * (1 - q) / m)
    return max(p - q - half, mp.mpf(-1)), min(p - q + half, mp.mpf(1))


SCORES = {"koopman": 0, "mee": 0, "miettinen-nurminen": 1}  # power of N/(N - 1) in the variance


MOVED = {"newcombe": wilson, "mover-wilson-cc": wilson_corrected}
Moments = tuple[Number, Number, Number]


def risk_score(i: dict[str, Any], r: Number, d: Number, widened: Number) -> Number:
    """Return the score of p1 = r p2 + d, where r is 1 or d is 0."""
    distance, spread, _ = risk_moments(i, r, d)
    everyone = i["n1"] + i["n2"]
    return distance / mp.sqrt(spread * (mp.mpf(everyone) / (everyone - 1)) ** widened)


def skewed_score(moments: Moments, i: dict[str, Any], z: Number) -> Number:
    """Return the score with the unbiased variance, less (z^2 - 1)/6 times the skewness."""
    distance, spread, third = moments
    spread *= mp.mpf(i["n1"] + i["n2"]) / (i["n1"] + i["n2"] - 1)
    return distance / mp.sqrt(spread) - (z * z - 1) / 6 * third / spread ** mp.mpf("1.5")


def risk_moments(i: dict[str, Any], r: Number, d: Number) -> Moments:
    """Return the distance, its variance and its third moment at the p2 that makes the counts likeliest."""
    x, n, y, m = i["x1"], i["n1"], i["x2"], i["n2"]

    def slope(q: Number) -> Number:
        p = r * q + d
        return r * ((x / p if x else 0) - ((n - x) / (1 - p) if x < n else 0)) + (
            (y / q if y else 0) - ((m - y) / (1 - q) if y < m else 0)
        )

    low, high = max(mp.mpf(0), -d / r), min(mp.mpf(1), (1 - d) / r)
    for _ in range(180):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    q = (low + high) / 2
    p = r * q + d
    spread = p * (1 - p) / n + r**2 * q * (1 - q) / m
    third = p * (1 - p) * (1 - 2 * p) / n**2 - r**3 * q * (1 - q) * (1 - 2 * q) / m**2
    return mp.mpf(x) / n - r * mp.mpf(y) / m - d, spread, third


def scored(score: Callable[[Number], Number], z: Number, start: Pair) -> Pair:
    """Return where the score is z and -z, by secants from R's limits; an end of the support stays as it is."""
    low, high = (secant(score, goal, x) for goal, x in ((z, start[0]), (-z, start[1])))
    return low, high


def secant(f: Callable[[Number], Number], goal: Number, x: Number) -> Number:
    if x in {0, 1, -1, mp.inf}:
        return x
    before, x = x, x * (1 + mp.mpf(10) ** -12)
    f_before = f(before) - goal
    for _ in range(20):
        fx = f(x) - goal
        step = fx * (x - before) / (fx - f_before)
        before, f_before, x = x, fx, x - step
        if abs(step) < abs(x) * mp.mpf(10) ** -25:
            return x
    message = f"no root near {x}"
    raise ArithmeticError(message)


def odds_ratio(method: str, i: dict[str, Any], level: Number, start: Pair) -> Pair:
    x, y = i["x1"], i["x2"]
    cells = x, i["n1"] - x, y, i["n2"] - y
    if method == "woolf-log":
        return around(mp.mpf(x) * cells[3] / (y * cells[1]), sum(mp.mpf(1) / cell for cell in cells), level)
    if method == "miettinen-nurminen":
        return odds_score_limit(i, level, start[0]), odds_score_limit(i, level, start[1])
    if method == "scas":
        return scored(lambda r: skewed_score(odds_moments(i, r), i, z_of(level)), z_of(level), start)
    weight = {"exact": mp.mpf(1), "mid-p": mp.mpf("0.5")}[method]
    low, lifted = (table_limit(*table, (1 - level) / 2, weight) for table in (cells, (*cells[1::-1], *cells[:1:-1])))
    return low, 1 / lifted if lifted else mp.inf


def odds_moments(i: dict[str, Any], r: Number) -> Moments:
    """Return the distance of the log odds ratio, less its bias, its variance and its third moment at odds ratio r."""
    x, n, y, m = i["x1"], i["n1"], i["x2"], i["n2"]
    square, line = m * (r - 1), n * r + m - (x + y) * (r - 1)
    q = 2 * (x + y) / (line + mp.sqrt(line**2 + 4 * square * (x + y)))
    p = q * r / (1 + q * (r - 1))
    v, w = n * p * (1 - p), m * q * (1 - q)
    return (x - n * p) / v - (y - m * q) / w - (p - q) / (v + w), 1 / v + 1 / w, (1 - 2 * p) / v**2 - (1 - 2 * q) / w**2


def odds_score_limit(i: dict[str, Any], level: Number, start: Number) -> Number:
    """Return where (N - 1)/N times Pearson's chi-squared under the odds ratio is z^2, from R's answer."""
    x, n, y, m = i["x1"], i["n1"], i["x2"], i["n2"]

    def excess(u: Number) -> Number:
        square, line = m * mp.expm1(u), n * mp.exp(u) + m - (x + y) * mp.expm1(u)
        q = 2 * (x + y) / (line + mp.sqrt(line**2 + 4 * square * (x + y)))
        p = q * mp.exp(u) / (1 + q * mp.expm1(u))
        chi2 = (x - n * p) ** 2 / (n * p * (1 - p)) + (y - m * q) ** 2 / (m * q * (1 - q))
        return mp.log(chi2 * (n + m - 1) / (n + m)) - 2 * mp.log(z_of(level))

    if not 0 < start < 1e14:  # R searches no further: an end of the range
        return mp.mpf(0) if start < 1 else mp.inf
    return mp.exp(mp.findroot(excess, (mp.log(start), mp.log(start) + mp.mpf("1e-6")), tol=mp.mpf(10) ** -70))


def table_limit(a: int, b: int, c: int, d: int, tail: Number, weight: Number) -> Number:
    """Return the odds ratio with P(more than a) + weight P(a) = tail given both margins, by the secant method."""
    if 0 in (a, d):
        return mp.mpf(0)

    def logit(u: Number) -> Number:
        odds = mp.exp(u)
        above = total(mp.mpf(1), (odds * (b - k) * (c - k) / ((a + 1 + k) * (d + 1 + k)) for k in range(min(b, c)))) - 1
        below = total(mp.mpf(1), ((a - k) * (d - k) / (odds * (b + 1 + k) * (c + 1 + k)) for k in range(min(a, d)))) - 1
        return mp.log(weight + above) - mp.log(1 - weight + below) - mp.log(tail / (1 - tail))

    near = [cell + mp.mpf("0.5") for cell in (a, b, c, d)]
    start = mp.log(near[0] * near[3] / (near[1] * near[2])) - 2 * mp.sqrt(sum(1 / cell for cell in near))
    return mp.exp(mp.findroot(logit, (start, start + mp.mpf("0.01")), tol=mp.mpf(10) ** -70))


def around(ratio: Number, variance: Number, level: Number) -> Pair:
    factor = mp.exp(z_of(level) * mp.sqrt(variance))
    return ratio / factor, ratio * factor


def limits(parameter: str, method: str, case: dict[str, Any]) -> Pair:
    """Return the limits of one case to about 35 digits."""
    start = tuple(mp.mpf(case.get(key, "nan")) for key in ("lower", "upper"))
    solve = {"proportion": proportion, "rate": rate, "rate ratio": rate_ratio, "rate difference": rate_difference}
    solve |= {"risk difference": risk_difference, "risk ratio": risk_ratio, "odds ratio": odds_ratio}
    return solve[parameter](method, case["inputs"], mp.mpf(str(case["level"])), (start[0], start[1]))


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
    rest = [inputs[f"n{i}"] - inputs[f"x{i}"] for i in (1, 2) if "n1" in inputs]
    empty = 0 in (inputs["x1"], inputs["x2"], *(rest if method == "woolf-log" else []))
    return method in {"wald-log", "katz-log", "woolf-log"} and empty


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
