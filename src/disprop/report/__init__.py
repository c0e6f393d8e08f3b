"""What a reader is given: tables for reports, in HTML, Markdown and LaTeX."""

from disprop import _calls
from disprop.report._table import table as table

_calls.in_words(__name__)
