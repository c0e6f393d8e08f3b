"""Build the documentation; what pages say of the library itself is written by tools/pages."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # tools/pages is of the repository, not of the package

project = "disprop"
author = "the disprop developers"
copyright = f"2026, {author}"  # noqa: A001 - the name is Sphinx's
release = version = installed_version("disprop")

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx_copybutton", "tools.pages.extension"]
exclude_patterns = ["_build", "_templates"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nitpicky = True

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True

html_theme = "pydata_sphinx_theme"
html_title = "disprop"
html_copy_source = False
html_show_sourcelink = False
templates_path = ["_templates"]
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
html_css_files = ["look.css"]
html_js_files = ["find.js"]
# pages of the top bar without pages below them have nothing to lead to, and take the width
html_sidebars: dict[str, list[str]] = {"index": [], "find": [], "gallery": []}
html_theme_options = {
    "header_links_before_dropdown": 6,
    "navbar_align": "left",
    "navigation_with_keys": False,
    "secondary_sidebar_items": {"**": ["page-toc"], "index": [], "find": [], "gallery": []},
    "show_toc_level": 2,
}
