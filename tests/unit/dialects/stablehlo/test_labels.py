"""The labels of the specification's rules: each that is verified has a program that breaks it."""

import re
from pathlib import Path

from stablehlo_snippets import ELEMENTWISE

import ttmlir_py.dialects.stablehlo

SOURCE = Path(ttmlir_py.dialects.stablehlo.__file__).parent
HERE = Path(__file__).parent
LABEL = re.compile(r"\b([a-z][a-z_]*_c[0-9]+)(?![0-9])")
UNBROKEN = {
    "of groups and regions, held by all_reduce's code": (
        "collective_reduce_c1 collective_reduce_c2 collective_reduce_c4"
    ),
    "of dynamic_gather, held by gather's code": (
        "dynamic_gather_c1 dynamic_gather_c2 dynamic_gather_c3 dynamic_gather_c4 "
        "dynamic_gather_c5 dynamic_gather_c6 dynamic_gather_c7 dynamic_gather_c9 "
        "dynamic_gather_c10 dynamic_gather_c11"
    ),
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
    broken |= {f"{op}_c1" for op in ELEMENTWISE}  # all by one test
    broken |= {f"batch_norm_inference_c{rule}" for rule in (4, 5, 6)}
    elsewhere = {label for group in UNBROKEN.values() for label in group.split()}
    # dynamic_conv is convolution's code, and its rules have the same numbers
    convolution = {label for label in broken | elsewhere if label.startswith("convolution")}
    shared = {label.replace("convolution", "dynamic_conv") for label in convolution}
    assert verified - broken - shared == elsewhere
