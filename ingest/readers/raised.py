"""Digits printed above or below the line: 3×10⁴ and m² say something else without that."""

import re

RAISED = re.compile(r"[+\-−]?\d{1,3}")
SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
SUBSCRIPTS = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
