"""The schemas, as pandera models; which columns each has, and what these hold, is listed in columns.csv."""

from disprop.schemas._declared import Declared
from disprop.schemas._estimates import ESTIMATES
from disprop.schemas._rules import ADDED
from disprop.schemas._subjects import DEPLOYMENT, LAYOUTS, SCORES, SEARCHES, STANDARDS


class Counts(Declared, needs=("key", "count")):
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


class Events(Declared, needs=("key",), rules=ADDED, in_engine=True):
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


class Population(Declared, needs=("key",)):
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


class StandardPopulation(Declared, rules=STANDARDS):
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


class Estimates(Declared, rules=ESTIMATES):
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


class Deployments(Declared, rules=DEPLOYMENT, layouts=LAYOUTS):
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


class Searches(Declared, rules=SEARCHES):
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


class Scores(Declared, rules=SCORES):
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
