"""Quantized element types print as they are written, and refuse what has no meaning."""

import re

import pytest

from ttmlir_py.context import Context
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module


def declaration(body: str) -> str:
    type_ = f"tensor<2x!quant.uniform<{body}>>"
    return f"module {{\n  func.func private @f({type_})\n}}\n"


@pytest.mark.parametrize(
    "body",
    [
        "i8:f32, 5.000000e-01:3",
        "u8:f32, 5.000000e-01",
        "ui8:f32, 5.000000e-01",
        "si8:f32, 5.000000e-01",
        "i8<-127:127>:f32, 5.000000e-01",
        "i8:f32:0, {5.000000e-01,2.500000e-01:-1}",
        "i8:f32:{0:1, 1:2}, {{5.000000e-01, 2.500000e-01:-1}}",
        "u4<1:14>:f32:{}, {{{5.000000e-01}}, {{2.500000e-01:-1}}}",
    ],
)
def test_round_trip(body: str):
    assert print_module(parse_module(declaration(body), Context())) == declaration(body)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("i4:f16, 1.0e5", "scale 1.000000e+05 out of expressed type range"),
        ("i4:f16, 4.9e-8", "scale 4.900000e-08 out of expressed type range"),
        ("i8<-129:5>:f32, 0.5", "illegal storage type minimum: -129"),
        ("u8<0:256>:f32, 0.5", "illegal storage type maximum: 256"),
        ("i33:f32, 0.5", "illegal storage type size: 33"),
        ("f8E5M2:f32, 0.5", "illegal quantized storage type alias"),
        ("i8:f32:{0:1}, {{0.5}, 0.5}", "ranks are not consistent between elements"),
        ("i8:f32:-1, {0.5}", "illegal quantized dimension: -1"),
    ],
)
def test_refused(body: str, message: str):
    with pytest.raises(CompileError, match=re.escape(message)):
        parse_module(declaration(body), Context())


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("tensor<?x?xf32, #stablehlo.bounds<3>>", "Bounds length is 1, expected to be equal"),
        ("tensor<3xf32, #stablehlo.bounds<3>>", "Static dimension 0 cannot have a bound"),
    ],
)
def test_encodings_fit_their_tensors(type_: str, message: str):
    with pytest.raises(CompileError, match=re.escape(message)):
        parse_module(f"func.func private @f({type_})", Context())


@pytest.mark.parametrize(
    "type_",
    [
        "!quant.any<i8>",
        "!quant.any<u8<1:254>:f32>",
        "!quant.calibrated<f32<-1.000000e+00:2.500000e+00>>",
    ],
)
def test_other_types(type_: str):
    text = f"module {{\n  func.func private @f({type_})\n}}\n"
    assert print_module(parse_module(text, Context())) == text
