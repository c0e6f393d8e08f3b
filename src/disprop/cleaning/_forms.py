"""The patterns of what stands in the cells of tables, and what is said of it, by their names."""

import re
from typing import Any

from disprop import _data

FORMS = {name: re.compile(form) for name, form in _data.read("cleaning", "forms.json").items()}
SAID: dict[str, Any] = _data.read("cleaning", "said.json")
