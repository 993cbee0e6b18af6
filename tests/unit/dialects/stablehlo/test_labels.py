"""The labels of the specification's rules: each that is verified has a program that breaks it."""

import re
from pathlib import Path

import ttmlir_py.dialects.stablehlo

SOURCE = Path(ttmlir_py.dialects.stablehlo.__file__).parent
HERE = Path(__file__).parent
LABEL = re.compile(r"\b([a-z][a-z_]*_c[0-9]+)(?![0-9])")
UNBROKEN = {
    "of more than one process, held as those of all_reduce": (
        "collective_reduce_c6 collective_reduce_c7"
    ),
    "of dynamic_gather without batches, held as gather's": "dynamic_gather_c12",
    "of quantized types, which StableHLO's own tests break": (
        "add_c2 add_c3 add_c4 add_c5 add_c6 add_c7 broadcast_in_dim_c6 convolution_c28 "
        "convolution_c29 convolution_c30 convolution_c31 convolution_c32 convolution_c33 "
        "convolution_c34 dot_general_c14 "
        "dot_general_c15 dot_general_c16 dot_general_c17 dot_general_c18 dot_general_c19 "
        "dot_general_c20 dynamic_broadcast_in_dim_c6 dynamic_reshape_c3 reshape_c3 transpose_c4"
    ),
}
"""Why rules have no line of their own here -> their labels."""


def labels(*files: Path) -> set[str]:
    return {label for file in files for label in LABEL.findall(file.read_text())}


def test_every_rule_is_broken_somewhere():
    verified = labels(*SOURCE.glob("*.py"))
    broken = labels(*HERE.glob("test_*_rules.py"), HERE / "broken_rules.txt")
    elsewhere = {label for group in UNBROKEN.values() for label in group.split()}
    assert verified - broken == elsewhere
