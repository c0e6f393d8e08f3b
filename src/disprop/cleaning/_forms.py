"""The patterns of what stands in the cells of tables, by their names."""

import re

from disprop import _data

FORMS = {name: re.compile(form) for name, form in _data.read("cleaning", "forms.json").items()}
