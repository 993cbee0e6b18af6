"""Tests of the dialects share the writing of modules around one op."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "ttcore"))
