"""The schemas: which columns a table has, and what each holds. Defined once, as pandera models."""

from typing import Any

from disprop.schemas._declared import Declared, Facts
from disprop.schemas._estimates import ESTIMATES
from disprop.schemas._rules import FREE, Check, keys_are_distinct, rows_are_there_once, rows_count_once
from disprop.schemas._standards import STANDARDS
from disprop.schemas.column import age, key, label, level, number, population, setting, text

# Of rows that are added up: they may share a key, and none may count twice.
ADDED: tuple[Check, ...] = (
    *(rule for rule in FREE if rule is not keys_are_distinct),
    *(rows_count_once, rows_are_there_once),
)


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
    ...     county: Any = schemas.column.key()
    ...     searches: Any = schemas.column.count()
    ...     hits: Any = schemas.column.count(of="searches")
    >>> frame = pd.DataFrame({"county": ["A", "B"], "searches": [457, 36], "hits": [334, 37]})
    >>> [(f.rule, f.position, f.value) for f in schemas.check(frame, Searches).findings]
    [('part-above-whole', 1, '37 of 36 searches')]
    """

    _facts = Facts(needs=("key", "count"))


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
    error: 1 row, date: date-unreadable (soon): write dates as YYYY-MM-DD
    error: 1 row, ethnicity: missing-key: this row belongs to no group: name the group, 'Not stated' for instance
    error: table, ethnicity: key-spelling ('white' beside 'White'): differs only in spaces or capitals, and would be a group of its own: make them one
    """  # noqa: E501 (the lines of a report are long)

    _facts = Facts(needs=("key",), rules=ADDED, in_engine=True)


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

    _facts = Facts(needs=("key",))


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

    _facts = Facts(rules=STANDARDS)


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
    least: Any | None = number()
    most: Any | None = number()
    level: Any = level()
    sides: Any | None = text()
    method: Any = label()
    measure: Any = label()
    unit: Any = text()
    rows: Any | None = setting()
    note: Any | None = text()

    _facts = Facts(rules=ESTIMATES)
