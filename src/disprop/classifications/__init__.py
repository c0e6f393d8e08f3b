"""Classifications of ethnicity: which list of groups a column holds, and how its labels become those of another list.

A rate divides events of a group by the people of the same group. Police data, use of force statistics and two censuses
each have a list of their own. `recognise` says which one a column holds, and `mapping` shows the rules between two;
`tables.crosswalk` relabels a column by them, and `tables.tally` counts what became of each label.
"""

from disprop import _calls
from disprop.classifications._classification import (
    NO_GROUP as NO_GROUP,
    NOT_STATED as NOT_STATED,
    Classification as Classification,
    Member as Member,
    load as load,
    names as names,
)
from disprop.classifications._mapping import mapping as mapping
from disprop.classifications._recognition import recognise as recognise

_calls.in_words(__name__)
