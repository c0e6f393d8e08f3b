"""The one result type, records of several, what they rest on, and what is said beside their numbers."""

from disprop.estimate._basis import WORDS as WORDS, ReadOnly as ReadOnly, numbers as numbers
from disprop.estimate._bounds import chained as chained, covering_value as covering_value, hull as hull, stack as stack
from disprop.estimate._estimate import Estimate as Estimate
from disprop.estimate._limits import Number as Number
from disprop.estimate._making import (
    Error as Error,
    Limits as Limits,
    at_level as at_level,
    axes_of as axes_of,
    based as based,
    corners_of as corners_of,
    family_of as family_of,
    from_family as from_family,
    parameter_of as parameter_of,
    people_of as people_of,
    remade as remade,
    remarked as remarked,
    scale_of as scale_of,
    told as told,
    undefined as undefined,
    unsaid as unsaid,
    widened as widened,
    without_test as without_test,
)
from disprop.estimate._record import (
    Record as Record,
    elements_of as elements_of,
    estimates_of as estimates_of,
    stacked as stacked,
)
from disprop.estimate._result import Result as Result, held as held
from disprop.estimate._rows import labels_of as labels_of, notes_of as notes_of, row_of as row_of, rows_of as rows_of
