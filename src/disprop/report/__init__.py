"""What a reader is given: sentences, tables and pages."""

from disprop import _calls
from disprop.report._ledger import proofs as proofs
from disprop.report._page import page as page
from disprop.report._table import sentence as sentence, table as table

_calls.in_words(__name__)
