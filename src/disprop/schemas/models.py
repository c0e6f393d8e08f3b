"""The schemas: which columns a table has, and what each holds. Defined once, as pandera models."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pandera.pandas as pa

from disprop.schemas._alerts import LAYOUTS
from disprop.schemas._check import check
from disprop.schemas._deployments import DEPLOYMENT
from disprop.schemas._estimates import ESTIMATES
from disprop.schemas._roles import Kind, Role
from disprop.schemas._rules import COMMON, FREE, Check, keys_are_distinct
from disprop.schemas._scores import SCORES
from disprop.schemas._searches import SEARCHES
from disprop.schemas._standards import STANDARDS


def key() -> Any:
    """Declare a column that identifies the row, alone or with others: a group, an area, a period."""
    return _field(Role("key"))


def age() -> Any:
    """Declare a column of age bands, which identify the row like any key: "0-4", "85+", "under 1"."""
    return _field(Role("age"))


def label() -> Any:
    """Declare a column that names something in every row, and several rows may name the same."""
    return _field(Role("label"))


def count(*, of: str | tuple[str, ...] = ()) -> Any:
    """Declare a column of whole counts without gaps; `of` names the column, or columns, that it cannot exceed."""
    return _field(Role("count", whole=True, of=_several(of)))


def population() -> Any:
    """Declare a column of people or person-time: >= 0, without gaps, not always whole."""
    return _field(Role("population"))


def outcome(*, of: str | tuple[str, ...] = ()) -> Any:
    """Declare a count of one deployment; it may be missing where the whole row or the whole year is."""
    return _field(Role("outcome", whole=True, gaps=True, of=_several(of)))


def setting(*, whole: bool = True) -> Any:
    """Declare a number >= 0 that describes a deployment; it may be missing."""
    return _field(Role("setting", whole=whole, gaps=True))


def score() -> Any:
    """Declare a column of scores: any finite numbers, without gaps."""
    return _field(Role("score", signed=True))


def flag() -> Any:
    """Declare a column that says yes or no in every row: true or false, 1 or 0."""
    return _field(Role("flag"))


def level() -> Any:
    """Declare a column of confidence levels, strictly between 0 and 1."""
    return _field(Role("level"))


def number() -> Any:
    """Declare a column of any numbers; they may be missing or infinite."""
    return _field(Role("number", gaps=True, signed=True, endless=True))


def day() -> Any:
    """Declare a column of dates; they may be missing."""
    return _field(Role("date", gaps=True))


def text() -> Any:
    """Declare a column that is only read, or not checked cell by cell."""
    return _field(Role("text", gaps=True))


def _several(of: str | tuple[str, ...]) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else of


def _field(role: Role) -> Any:
    return pa.Field(nullable=True, metadata={"role": role})


class Declared(pa.DataFrameModel):
    """A pandera model whose columns carry a role. Within pandera it refuses what `check` calls an error."""

    @classmethod
    def needs(cls) -> tuple[Kind, ...]:
        """Return the kinds of column that the caller names, where the model does not declare them."""
        return ()

    @classmethod
    def roles(cls) -> dict[str, Role]:
        """Return the role of each declared column; `Any | None` declares one that may be absent."""
        return {name: _role(column) for name, column in cls.to_schema().columns.items()}

    @classmethod
    def rules(cls) -> tuple[Check, ...]:
        """Return the rules that `check` applies."""
        return COMMON

    @classmethod
    def layouts(cls) -> tuple[tuple[str, ...], ...]:
        """Return sets of columns of which a table needs one, beside those that it needs anyway."""
        return ()

    @classmethod
    def in_engine(cls) -> bool:
        """Whether a lazy frame is checked where it is, without being read."""
        return False

    @pa.dataframe_check(name="disprop", error="disprop.schemas.check lists what is wrong")
    @classmethod
    def no_errors(cls, frame: pd.DataFrame) -> bool:
        """Whether `check` finds no errors."""
        return check(frame, cls).ok


class Counts(Declared):
    """Event counts by group, area or period: one row for each combination of the keys.

    The caller names the keys, and the counts unless they are all the other columns. A model of your own names
    both once, and says which count is part of which:

    Examples
    --------
    >>> from typing import Any
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> class Searches(schemas.Counts):
    ...     county: Any = schemas.key()
    ...     searches: Any = schemas.count()
    ...     hits: Any = schemas.count(of="searches")
    >>> frame = pd.DataFrame({"county": ["A", "B"], "searches": [457, 36], "hits": [334, 37]})
    >>> [(f.rule, f.position, f.value) for f in schemas.check(frame, Searches).findings]
    [('part-above-whole', 1, '37 of 36 searches')]
    """

    @classmethod
    def needs(cls) -> tuple[Kind, ...]:
        """Keys and counts have names of the caller's."""
        return ("key", "count")


class Events(Declared):
    """Rows that are added up: one for each event, or with `counts=` one for several. Rows may share a key.

    This is what `tables.count_by` counts and the other frame verbs add up. Columns beside the keys, counts, populations
    and dates are left alone. A lazy frame is checked by its own engine, and not read.

    Examples
    --------
    >>> import polars as pl
    >>> from disprop import schemas
    >>> stops = pl.LazyFrame({"ethnicity": ["Black", "white", "White", None], "date": ["2021-08-31"] * 3 + ["soon"]})
    >>> print(schemas.check(stops, schemas.Events, keys="ethnicity", dates="date"))
    Events: 4 rows, 3 errors, 0 cautions (date-unreadable 1, key-spelling 1, missing-key 1)
    error: 1 row, ethnicity: missing-key: this row belongs to no group: name the group, 'Not stated' for instance
    error: 1 row, date: date-unreadable (soon): write dates as YYYY-MM-DD
    error: table, ethnicity: key-spelling ('white' beside 'White'): differs only in spaces or capitals, and would be a group of its own: make them one
    """  # noqa: E501 (the lines of a report are long)

    @classmethod
    def needs(cls) -> tuple[Kind, ...]:
        """Keys have names of the caller's."""
        return ("key",)

    @classmethod
    def rules(cls) -> tuple[Check, ...]:
        """Return the common rules but for those of distinct keys and of other columns."""
        return tuple(rule for rule in FREE if rule is not keys_are_distinct)

    @classmethod
    def in_engine(cls) -> bool:
        """Whether a lazy frame is checked where it is: it is."""
        return True


class Population(Declared):
    """People, or person-time, by group and area: one row for each combination of the keys.

    An estimate or person-time need not be whole. 0 people is an ordinary value; a missing one is refused.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"force": ["Kent", "Kent"], "ethnicity": ["Irish", "Arab"], "population": [10239, "!"]})
    >>> [(f.position, f.rule) for f in schemas.check(frame, schemas.Population, keys=["force", "ethnicity"]).errors]
    [(1, 'suppressed')]
    """

    population: Any = population()

    @classmethod
    def needs(cls) -> tuple[Kind, ...]:
        """Keys have names of the caller's."""
        return ("key",)


class StandardPopulation(Declared):
    """Weights of a standard population by age: one row for each band, of one standard or of several.

    Other strata than ages, or strata beside them, are named by `keys=`. The bands of a standard follow one another; the
    weights may have any sum.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"age": ["0-14", "10-64", "65+"], "weight": [16.0, 64.5, 19.5]})
    >>> [(f.rule, f.position, f.value) for f in schemas.check(frame, schemas.StandardPopulation).errors]
    [('age-overlap', 1, '10-64 after 0-14')]
    """

    standard: Any | None = key()
    age: Any | None = age()
    weight: Any = population()

    @classmethod
    def rules(cls) -> tuple[Check, ...]:
        """Return the common rules and those of a standard."""
        return STANDARDS


class Deployments(Declared):
    """Deployments of live facial recognition, one row each, as the police print them.

    `alerts` is needed, and true and false alerts in one of two layouts: `true_alerts` and `false_alerts`, or
    each split into `_confirmed` and `_unconfirmed`. All other columns may be absent.

    What makes a row unusable is an error. What makes it other than it seems is a caution, so that the tables
    pass as published, with their traps named.

    Examples
    --------
    >>> from disprop import datasets, schemas
    >>> report = schemas.check(datasets.load("met-deployments-2023-2024"), schemas.Deployments)
    >>> report.ok
    True
    >>> print(next(f for f in report.cautions if f.rule == "alerts-do-not-sum").value)
    1, but their sum is 2
    """

    alerts: Any = outcome(of="faces_seen")
    true_alerts: Any | None = outcome(of="alerts")
    false_alerts: Any | None = outcome(of="alerts")
    true_alerts_confirmed: Any | None = outcome(of=("true_alerts", "engaged_alerts", "alerts"))
    true_alerts_unconfirmed: Any | None = outcome(of="alerts")
    false_alerts_confirmed: Any | None = outcome(of=("false_alerts", "engaged_alerts", "alerts"))
    false_alerts_unconfirmed: Any | None = outcome(of="alerts")
    unverified_alerts: Any | None = outcome(of="alerts")
    rejected_alerts: Any | None = outcome(of="alerts")
    lost_alerts: Any | None = outcome(of="alerts")
    engaged_alerts: Any | None = outcome(of="alerts")
    stops_on_true_alerts: Any | None = outcome(of=("true_alerts", "engaged_alerts", "alerts"))
    stops_on_false_alerts: Any | None = outcome(of=("false_alerts", "engaged_alerts", "alerts"))
    arrests_on_true_alerts: Any | None = outcome(of=("stops_on_true_alerts", "true_alerts", "arrests"))
    arrests_on_false_alerts: Any | None = outcome(of=("stops_on_false_alerts", "false_alerts", "arrests"))
    arrests_or_disposals: Any | None = outcome(of="alerts")
    arrests: Any | None = outcome(of="alerts")
    de_arrests: Any | None = outcome(of="arrests")
    charges: Any | None = outcome(of="arrests")
    other_disposal: Any | None = outcome()
    no_action: Any | None = outcome()
    faces_seen: Any | None = outcome()
    mated_passes: Any | None = outcome()
    non_mated_passes: Any | None = outcome()
    watchlist: Any | None = setting()
    threshold: Any | None = setting(whole=False)
    duration_minutes: Any | None = setting(whole=False)
    date: Any | None = day()
    date_as_printed: Any | None = day()
    location: Any | None = text()
    purpose: Any | None = text()
    use_case: Any | None = text()
    adjudicated_by: Any | None = text()
    printed_false_alert_rate: Any | None = text()
    flags: Any | None = text()

    @classmethod
    def rules(cls) -> tuple[Check, ...]:
        """Return the common rules and those of deployments."""
        return DEPLOYMENT

    @classmethod
    def layouts(cls) -> tuple[tuple[str, ...], ...]:
        """Return the columns of true and false alerts in either layout."""
        return tuple(LAYOUTS), tuple(name for names in LAYOUTS.values() for name in names)


class Searches(Declared):
    """Searches of one image against many, such as those of custody images: one row for each month, force or system.

    A mated search is one of somebody who is in the bank. Who is has to be known for either error rate, so both kinds
    may be absent; false matches belong to the searches that are not mated. Candidates are images, and can be more than
    the searches.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame(
    ...     {"searches": [900], "mated_searches": [300], "non_mated_searches": [500], "bank": [20_000]}
    ... )
    >>> [(f.rule, f.value) for f in schemas.check(frame, schemas.Searches).cautions]
    [('searches-do-not-sum', '900, but their sum is 800')]
    """

    searches: Any = outcome()
    mated_searches: Any | None = outcome(of="searches")
    non_mated_searches: Any | None = outcome(of="searches")
    true_matches: Any | None = outcome(of=("mated_searches", "searches"))
    false_matches: Any | None = outcome(of=("non_mated_searches", "searches"))
    unverified_matches: Any | None = outcome(of="searches")
    candidates: Any | None = outcome()
    bank: Any | None = setting()
    candidates_at_most: Any | None = setting()
    threshold: Any | None = setting(whole=False)
    date: Any | None = day()
    system: Any | None = text()
    purpose: Any | None = text()
    adjudicated_by: Any | None = text()

    @classmethod
    def rules(cls) -> tuple[Check, ...]:
        """Return the common rules and those of searches."""
        return SEARCHES


class Scores(Declared):
    """Scores of a face recogniser, one row for each comparison or each candidate of a search.

    A mated score compares two images of one person. Where a search gives several candidates, `search` tells them apart,
    and `person` is who was in front of the camera. Where only some scores were kept, `kept_from` is the least of
    them, or `kept_to` the largest distance.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"score": [0.91, 0.55, 0.62], "mated": [1, 0, "no"], "kept_from": 0.6})
    >>> [(f.rule, f.position, f.value) for f in schemas.check(frame, schemas.Scores).errors]
    [('score-not-kept', 1, '0.55, but kept_from 0.6'), ('not-a-flag', 2, 'no')]
    """

    score: Any = score()
    mated: Any = flag()
    person: Any | None = label()
    search: Any | None = label()
    group: Any | None = label()
    system: Any | None = label()
    threshold: Any | None = number()
    kept_from: Any | None = number()
    kept_to: Any | None = number()
    date: Any | None = day()

    @classmethod
    def rules(cls) -> tuple[Check, ...]:
        """Return the common rules and those of scores."""
        return SCORES


class Estimates(Declared):
    """Results of this library, such as `tables.estimate_by` gives, saved and read again.

    The keys and counts have names of the caller's and are left alone; `keys=` makes sure that no two rows have
    the same. A table that was written with all its decimals or with few of them passes; one whose numbers were edited
    does not.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import rate, schemas
    >>> frame = pd.DataFrame(rate([33, 352], [46_476, 1_761_205]).per(10_000).to_dict())
    >>> schemas.check(frame, schemas.Estimates).ok
    True
    >>> edited = frame.assign(value=[9.9, 20.0])
    >>> [(f.rule, f.position, f.value) for f in schemas.check(edited, schemas.Estimates).errors]
    [('value-outside', 1, '20, 1.79527 to 2.21872')]
    """

    value: Any = number()
    low: Any = number()
    high: Any = number()
    level: Any = level()
    method: Any = label()
    measure: Any = label()
    unit: Any = text()
    rows: Any | None = setting()
    note: Any | None = text()

    @classmethod
    def rules(cls) -> tuple[Check, ...]:
        """Return the rules of results."""
        return ESTIMATES


def _role(column: Any) -> Role:
    """Return the role in a column's metadata; a plain pandera column counts as text."""
    role: Role = (column.metadata or {}).get("role", Role("text"))
    return replace(role, needed=column.required)
