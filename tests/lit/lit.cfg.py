"""lit's configuration: RUN lines as upstream writes them.

Tests run inside lit's workers by default; `lit --param processes=1 tests/lit` runs every command
of every test as a process of its own, as a user's shell would.
"""

import os
import sys
from pathlib import Path

import lit.formats

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from in_process import InProcessTest  # noqa: E402  (needs the path above)

config.name = "ttmlir_py"  # noqa: F821  (lit provides `config`)
config.suffixes = [".mlir"]  # noqa: F821
config.excludes = ["Inputs"]  # noqa: F821
config.test_source_root = str(HERE)  # noqa: F821
config.test_exec_root = str(HERE.parent.parent / "build" / "lit")  # noqa: F821
processes = lit_config.params.get("processes")  # noqa: F821
config.test_format = lit.formats.ShTest() if processes else InProcessTest()  # noqa: F821

tools = Path(sys.executable).parent
config.environment["PATH"] = os.pathsep.join((str(tools), os.environ["PATH"]))  # noqa: F821
config.substitutions += [  # noqa: F821
    ("FileCheck", str(tools / "filecheck") if processes else "filecheck"),
    ("%examples", str(HERE.parent.parent / "examples")),
]
