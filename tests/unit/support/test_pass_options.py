"""Options of passes as text."""

from dataclasses import dataclass, field
from enum import Enum

import pytest
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.support.pass_options import OptionError, pass_with_options, text_of_options
from ttmlir_py.support.passes import Pass


class Mode(Enum):
    FAST = "fast"
    EXACT = "exact"


@dataclass(frozen=True)
class SamplePass(Pass):
    """Nothing."""

    name = "sample"
    mesh_shape: tuple[int, ...] = ()
    enable: bool = False
    count: int = 3
    ratio: float | None = None
    mode: Mode = Mode.FAST
    label: str = ""
    conservative: bool = field(default=False, metadata={"option": "conservativeMode"})

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        pass


def test_every_kind_of_value():
    text = "mesh-shape=2,4 enable count=7 ratio=0.5 mode=exact label='a b' conservativeMode=true"
    assert pass_with_options(SamplePass, text) == SamplePass(
        (2, 4), True, 7, 0.5, Mode.EXACT, "a b", True
    )


def test_braces_keep_white_space():
    assert pass_with_options(SamplePass, "label={a=1 b=2}").label == "a=1 b=2"


def test_text_of_options_reads_back():
    sample = SamplePass((2, 4), True, 3, 0.5, Mode.EXACT, "x")
    assert text_of_options(sample) == "mesh-shape=2,4 enable=true ratio=0.5 mode=exact label=x"
    assert pass_with_options(SamplePass, text_of_options(sample)) == sample


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mesh-shap=2", "'sample' has no option 'mesh-shap', did you mean 'mesh-shape'?"),
        ("qqq", "'sample' has no option 'qqq'"),
        ("count=x", "option 'count' of 'sample' must be int, got 'x'"),
        ("count", "option 'count' of 'sample' must be int, got no value"),
        ("enable=maybe", "option 'enable' of 'sample' must be bool, got 'maybe'"),
        ("mode=slow", "option 'mode' of 'sample' must be fast|exact, got 'slow'"),
        ("mesh-shape=2,b", "option 'mesh-shape' of 'sample' must be int,..., got '2,b'"),
        ("label='a", "missing ''' in the options 'label='a'"),
    ],
)
def test_refused(text: str, message: str):
    with pytest.raises(OptionError) as error:
        pass_with_options(SamplePass, text)
    assert str(error.value) == message
