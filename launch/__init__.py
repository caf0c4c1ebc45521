"""
How ``run.py`` gets the portal onto this machine: checks, environment, state, processes.

Standard library only, since nothing is installed yet.
"""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("FAIRLEAD_HOME") or HERE / "var").resolve()
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"


class Trouble(Exception):
    """Something the reader can put right. The text is one sentence."""
