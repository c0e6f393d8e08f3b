"""Sentences that a newspaper or a journal can print; their words are in sentences/en.json, one language a file."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from disprop import _data
from disprop._errors import SHOWN
from disprop._tabled import METHOD, Row
from disprop._text import REFERENCE, SMALL, Line, decimals_for, digits_of, listed, number, words

WORDS: dict[str, Any] = _data.read("sentences", "en.json")
SAID, CLAIMS, MARGIN, NEAR, TIMES = (WORDS[name] for name in ("said", "claims", "margin", "near", "times"))
WITHIN, ROUNDING = 0.05, 1e-9  # of a half, or a third, that is said instead of a number; of a number without limits
_, TWICE, PERCENT = MARKS = 1, 2, 100  # no difference, twice, all
Said = tuple[str, list[str]]  # a sentence, and remarks that others may share
Names = Mapping[str, str]  # what the group, the reference, the events and the population are called


@dataclass(frozen=True)
class Subject:
    """What a sentence is about: one number with its counts, what it measures, and what it rests on."""

    row: Row
    line: Line
    names: Names

    def basis(self, word: str) -> str:
        """Return what it rests on, by a word of the vocabulary."""
        return self.row.said.get(word) or ""

    @cached_property
    def of(self) -> dict[str, str]:
        """What is known of its measure: whether it is a ratio, of what, and so on; the more particular comes last."""
        known = (words.items() for pattern, words in WORDS["measures"] if re.search(pattern, self.row.measure))
        return dict(chain.from_iterable(known))

    @cached_property
    def reference(self) -> str:
        """What it is compared with: everyone, where its measure says so, the name given, or that of the basis."""
        own = self.row.measure.partition(" to ")[2] or self.of["whole"]
        said = self.basis("reference")
        known = said if said in WORDS["alone"] else said and WORDS["labelled"].format(said)
        return own or self.names["reference"] or known or str(WORDS["reference"])

    @cached_property
    def scale(self) -> tuple[float, str, str]:
        """Times what its numbers are said, with what sign and unit: a share in per cent, a rate in 10,000."""
        line = self.line
        if not re.match("per 1( |$)", line.unit):
            return 1, WORDS["signs"].get(line.unit, ""), "" if line.unit in WORDS["signs"] else f" {line.unit}"
        if not self.of["per head"]:
            return PERCENT, WORDS["signs"]["percentage points" if self.of["kind"] == "difference" else "%"], ""
        numbers = (line.value, *line.possible, line.high, line.low)
        size = next((abs(each) for each in numbers if math.isfinite(each) and each), 1.0)
        factor = 10.0 ** max(2, math.ceil(-math.log10(size)))
        return factor, "", WORDS["in"].format(int(factor), line.unit[5:])

    @cached_property
    def texts(self) -> list[str]:
        """Its limits, and what the counts allow, with the digits of a table or, where these are many, three."""
        numbers = [each * self.scale[0] for each in (*self.line[:3], *self.line.possible)]
        return [self.signed(each, _limit(each, decimals_for(*numbers))) for each in numbers[1:]]

    @cached_property
    def other(self) -> str:
        """The counts that it is compared with; of others beside a whole these are not there."""
        return "" if " to " in self.row.measure and "all_events" in self.line.counts else self._side(self.of["side"])

    @cached_property
    def own(self) -> str:
        """The counts of the group."""
        return self._side("group_", own=True) or self._side("", own=True)

    @property
    def counts(self) -> str:
        """All counts."""
        return str(SAID["counts"].format(it=self)) if self.other else self.own

    def _side(self, prefix: str, *, own: bool = False) -> str:
        """Return the counts of a side in words, those of the group in half a sentence; nothing where it has none."""
        names = self.names
        said = [self.basis(word) for word in ("counted", "over")]
        pairs = [*WORDS["pairs"], [*(name.replace(" ", "_") for name in said), *said, *WORDS["pairs"][0][4:]]]
        pair = next((pair for pair in pairs if all(self.line.span(f"{prefix}{name}") for name in pair[:2])), None)
        if pair is None or self.of["summed"]:
            return ""
        top, bottom, *nouns, opened, bare = pair
        nouns = said if said[0] else nouns
        among = WORDS["in the group"] if prefix and not any(self.row.labels.values()) else ""
        group = WORDS["people"].get(bottom, "{}").format(names["group"]) if names["group"] else ""
        people = group or f"{names['population'] or self.of['people'] or nouns[1]} {among}".strip()
        nouns = [names["events"] or nouns[0], people] if own else ["", ""]
        form = WORDS["pairs"][0][4] if nouns[0] and opened == WORDS["count"] else opened if own else bare
        both = [_counted(self.line, prefix + name, noun) for name, noun in zip((top, bottom), nouns, strict=True)]
        return str(form.format(*both, verb=WORDS["was"][self.line.span(prefix + top) != "1"]))

    def kind_in(self, form: str) -> str:
        """Return as what its number is said: as what it is, or as a number alone."""
        return "number" if form in WORDS["plain"] and self.of["kind"] != "change" else str(self.of["kind"])

    def signed(self, value: float, text: str) -> str:
        """Return a number with its sign; of a difference how much more, or fewer."""
        more = WORDS["more"].get(f"{self.of['kind']}{self.scale[1]}") if value else None
        return f"{text.removeprefix('-')}{self.scale[1]}{more[value > 0]}" if more else text + self.scale[1]

    def claim(self, form: str, said: str, times: str = "") -> str:
        """Write what is claimed of a number that is written already."""
        told: dict[str, Any] = {"number": said + self.scale[2], "times": times or TIMES.format(said), "it": self}
        return str(CLAIMS[form].format(bare=told["times"].removesuffix(WORDS["named"]["1"]), **told))


def _counted(line: Line, name: str, noun: str) -> str:
    """Return a count with its noun, in the singular where it is 1."""
    count = line.counts[name]
    text = f"{count:,.1f}" if count % 1 > 0 else line.span(name)
    if count == 0 and not re.search(WORDS["denominators"], name):
        return f"{WORDS['no']} {noun}" if noun else str(WORDS["none"])
    head, rest = re.fullmatch(WORDS["head"], noun or " ").groups()  # type: ignore[union-attr]
    one = next((re.sub(many, single, head) for many, single in WORDS["one"].items() if re.search(many, head)), head)
    return f"{text} {one + rest if text == '1' else noun}".strip()


def rounded(value: float, low: float, high: float, full: float = math.nan) -> tuple[str, str]:
    """Return "about" unless it is exact, and a number with digits that its interval supports, and no 0 or 100%."""
    if high - low <= ROUNDING * abs(value):
        low, high = -math.inf, math.inf
    own, wide = (digits_of(abs(size)) if size and math.isfinite(size) else 0 for size in (value, high - low))
    digits = max(own - 1, min(own, wide - 1))
    while not (value == (near := round(value, digits)) or (near not in {0, full} and not (near < low or near > high))):
        digits += 1
    text = f"{near:,.{max(digits, 0)}f}"
    return NEAR[1 if math.isclose(near, value) else 2], text.rstrip("0").rstrip(".") if "." in text else text


def _limit(value: float, digits: int) -> str:
    """Return a limit with the digits of a table, at most three, and never at a mark that it is not at."""
    if not math.isfinite(value) or value == 0:
        return number(value, 0)
    own = digits_of(abs(value))
    digits = min(digits, max(digits - 1, own, 0)) if round(value, digits) else own - 1
    while (near := round(abs(value), digits)) in MARKS and not math.isclose(near, abs(value)):
        digits += 1
    return f"{value:,.{digits}f}"


def _about(subject: Subject) -> tuple[str, str]:
    """Return "about" unless a number is exact, and the number as it is said."""
    factor, sign, _ = subject.scale
    value, low, high = (each * factor for each in subject.line[:3])
    return rounded(value, low, high, PERCENT if sign == "%" else math.nan)


def _times(subject: Subject) -> str:
    """Return a ratio in words: "almost twice the", "a third of the", "about 3.6 times the"."""
    value, low, high = subject.line[:3]
    for each, said in WORDS["named"].items():
        named = float(each)
        if abs(value - named) <= WITHIN * min(named, 1) and not (low > named or high < named):
            return str(NEAR[(value >= named) + (value > named)] + said)
    about, said = _about(subject)
    return about + str(TIMES.format(said))


def _claim(subject: Subject, form: str) -> str:
    """Return what the number is: of a ratio how many times, of a difference how many more, of others the number."""
    line, kind = subject.line, subject.kind_in(form)
    if line.in_part:
        return subject.claim(kind, _range(subject, line.possible, subject.texts[2:]))
    if kind == "difference" and line.value == 0:
        return subject.claim("none", "")
    about, text = _about(subject)
    said = about + subject.signed(line.value, text)
    if subject.scale[1] == "%" and 0 < line.value <= line.high < SMALL:
        said += WORDS["one in"].format(*rounded(1 / line.value, 1 / line.high, 1 / max(line.low, 1e-300)))
    return subject.claim(kind, said, _times(subject) if kind in {"ratio", "change"} else "")


def _range(subject: Subject, ends: tuple[float, float], texts: Sequence[str]) -> str:
    """Return between what a number lies, at least or at most what, or that it may be anything."""
    low, high = math.isfinite(ends[0]) and not (subject.of["below"] and ends[0] < 0), math.isfinite(ends[1])
    return str(MARGIN[("anything", "most", "least", "between")[2 * low + high]].format(*texts))


def _margin(subject: Subject, form: str) -> str:
    """Return what chance leaves possible, and whether that is more than twice, or no difference."""
    line, (factor, sign, _) = subject.line, subject.scale
    if math.isnan(line.low) or line.low == line.high:
        return ""
    full = PERCENT if sign == "%" else math.inf
    low = -math.inf if line.sides == "upper" or (line.low == 0 and subject.of["kind"] != "difference") else line.low
    high = math.inf if line.sides == "lower" or line.high * factor >= full else line.high
    said = _range(subject, (low, high), subject.texts)
    if not math.isfinite(low) and not math.isfinite(high):
        return said
    kind = subject.kind_in(form)
    whose = "ratio" if kind == "ratio" and form in WORDS["silent"] else "times"
    said = subject.claim(whose if kind == "change" or (kind == "ratio" and subject.other) else "number", said)
    sure = "believed" if re.search(WORDS["believed"], subject.row.said.get(METHOD) or "") else "said"
    sure = "below" if subject.of["below"] and line.high < 0 else sure
    return str(MARGIN[sure].format(said + _verdict(subject, low, high), f"{100 * line.level:.12g}"))


def _verdict(subject: Subject, low: float, high: float) -> str:
    """Return what the interval shows of a ratio or a difference: more than twice, or no difference; mostly nothing."""
    if low <= WORDS["null"].get(subject.of["kind"], math.nan) <= high:
        return str(MARGIN["null"])
    low *= 1 - ROUNDING  # above which it is
    if subject.of["kind"] != "ratio" or low <= TWICE:
        return ""
    times = f"{low - low % 10.0 ** math.floor(math.log10(low)):,.0f}"
    more = WORDS["named"].get(times, TIMES.format(times)).removesuffix(WORDS["named"]["1"]).strip()
    return str(MARGIN["more"].format(more))


def _form(subject: Subject) -> str:
    """Return which form of words a number needs."""
    line, counted = subject.line, subject.own
    below = subject.of["below"] and line.possible[1] < 0
    if line.remark == REFERENCE or below:
        return "below" if below else "is reference"
    if not line.in_part and not math.isfinite(line.value):
        infinite = math.isinf(line.value) and subject.of["kind"] == "ratio"
        return "nothing" if not counted else "infinite" if infinite else "undefined"
    if line.phrase or not counted:
        return "phrase" if line.phrase else "measure"
    if not subject.of["crude"] and not subject.basis("counted"):
        return "qualified" if subject.of["qualifier"] else "named"
    if line.value == 0 and subject.of["kind"] != "difference" and not line.in_part:
        return "zero"
    return "beside" if subject.other else "alone"


def _called(subject: Subject) -> str:
    """Return what is measured, of whom, and against whom."""
    named = subject.of["called"] or WORDS["called"].format(subject.row.measure)
    sides = ("group", "reference") if subject.of["kind"] in WORDS["null"] else ("group",)
    return " ".join([named, *(f"{WORDS['of ' + side]} {subject.names[side]}" for side in sides if subject.names[side])])


def _news(subject: Subject) -> list[str]:
    """Return the counts with what they come to, what chance leaves possible, and what is to be said of this number."""
    line, form = subject.line, _form(subject)
    claim = "" if form in WORDS["silent"] else _claim(subject, form)
    told = {"it": subject, "claim": claim, "called": _called(subject), "phrase": line.phrased()}
    told["why"] = "" if line.remark else WORDS["why"].format(line.why())
    said = [part.format(**told) for part in SAID[form].split(". ")]
    few = any(count < WORDS["small"] for name, count in line.counts.items() if re.search(WORDS["numerators"], name))
    notes = [WORDS["note"].format(note) for note in (line.remark, line.rests) if note not in {"", REFERENCE}]
    return [*said, _margin(subject, form), WORDS["few"] * bool(few and subject.own), *notes]


def _journal(subject: Subject) -> list[str]:
    """Return the counts with the number as tables have it."""
    said = subject.counts or _called(subject)
    form = "phrase" if subject.line.phrase else "measure" if not subject.own else "counts"
    return [WORDS["journal"][form].format(said, subject.row.measure, subject.line.text())]


def said_of(row: Row, style: str, names: Names) -> Said:
    """Return the sentence on a number in a style, and the remarks that it may share with others."""
    subject = Subject(row, row.line, names)
    first, *rest = filter(None, _journal(subject) if style == "journal" else _news(subject))
    group = names["group"] if names["group"] not in first else ""
    label = words(", ".join(filter(None, (*row.labels.values(), group))))
    told = {"over": names["population"] or names["group"], "measure": row.measure}
    known = ((told.get(of) or subject.basis(of), pattern, text) for of, pattern, text in WORDS["remarks"])
    remarks = [text.format(said) for said, pattern, text in known if re.search(pattern, said)]
    return ended([f"{label}: {first}" if label else first, *rest]), [ended([remark]) for remark in remarks]


def ended(sentences: Iterable[str]) -> str:
    """Return sentences with a capital and a full stop each."""
    return " ".join(f"{each[:1].upper()}{each[1:].rstrip('.')}{'.' * (each[-1:] != ':')}" for each in sentences)


def who(names: Sequence[str], word: str = "and") -> str:
    """Return names as a sentence has them, no more than fit, or that there are none."""
    more = [WORDS["others"].format(len(names) - SHOWN)] if len(names) > SHOWN else []
    named = [WORDS["numbered"].format(name) if name.isdigit() else name for name in names[:SHOWN]]
    return listed([*named, *more], WORDS[word]) if names else str(WORDS["nobody"])


def together(said: Sequence[Said]) -> str:
    """Return sentences, one a line, and their remarks at the end, each once."""
    remarks = dict.fromkeys(remark for _, remarks in said for remark in remarks)
    return ("\n" if len(said) > 1 else " ").join([*(text for text, _ in said), *remarks])
