"""Which whole numbers can stand behind what was published? Exact, whatever it was: a table, or a report.

Everything published becomes rows, `low <= sum of weights x counts <= high`, all whole numbers. Limits are narrowed row
by row in whole numbers. Beyond that HiGHS proposes counts, and each proposal is checked in whole numbers. An end is
proved when counts reach it and one unit more is refused.
"""
