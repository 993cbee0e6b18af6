"""How a sharding gets through ops that only their author knows."""

from collections.abc import Iterator

import pytest
from xdsl.ir import Operation

from ttmlir_py import sharding_rule
from ttmlir_py.context import Context
from ttmlir_py.passes.sdy.pipelines import PropagationPipeline
from ttmlir_py.passes.sdy.propagation.rules.user import USER_RULES
from ttmlir_py.support.einsum import EinsumError
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import RuleBuilder
from ttmlir_py.syntax.diagnostics import CompileError
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module

PROGRAM = """
sdy.mesh @mesh = <["x"=2, "y"=2]>
func.func @main(
    %rows: tensor<8x4xf32> {{sdy.sharding = #sdy.sharding<@mesh, [{{"x"}}, {{"y"}}]>}},
    %weights: tensor<4x16xf32>) -> tensor<8x16xf32> {{
  %result = {call}
  return %result : tensor<8x16xf32>
}}
"""
MATMUL = """stablehlo.custom_call @my.matmul(%rows, %weights) {attributes}
  : (tensor<8x4xf32>, tensor<4x16xf32>) -> tensor<8x16xf32>"""


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Rules of one test are not those of the next."""
    yield
    USER_RULES.clear()


def spread(call: str) -> str:
    """The program after propagation."""
    context = Context(allow_unregistered=True)
    module = parse_module(PROGRAM.format(call=call), context)
    PropagationPipeline().apply(context, module)
    return print_module(module)


WEIGHTS_TAKE_Y = '%arg1: tensor<4x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}'
RESULT_TAKES_X = '-> (tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>})'


def test_without_a_rule_the_sharding_ends_at_the_call() -> None:
    text = spread(MATMUL.format(attributes=""))
    assert WEIGHTS_TAKE_Y not in text
    assert RESULT_TAKES_X not in text


def test_a_rule_in_one_line() -> None:
    sharding_rule("my.matmul", "mk,kn->mn")
    text = spread(MATMUL.format(attributes=""))
    assert WEIGHTS_TAKE_Y in text
    assert RESULT_TAKES_X in text


def test_a_rule_that_depends_on_the_op() -> None:
    @sharding_rule("my.matmul")
    def matmul(op: Operation) -> str:
        assert len(op.operands) == 2
        return "mk,kn->mn"

    assert RESULT_TAKES_X in spread(MATMUL.format(attributes=""))
    assert USER_RULES["my.matmul"] is matmul


def test_a_rule_built_factor_by_factor() -> None:
    @sharding_rule("my.matmul")
    def rule(op: Operation) -> RuleBuilder:
        rows, weights = map(shape_of, op.operands)
        builder = RuleBuilder([rows, weights], [shape_of(op.results[0])])
        # Rows go with the rows of the result; nothing is known of other dimensions.
        return builder.factor([0, None], [0], rows[0])

    text = spread(MATMUL.format(attributes=""))
    assert RESULT_TAKES_X in text
    assert WEIGHTS_TAKE_Y not in text
    assert USER_RULES["my.matmul"] is rule


def test_a_rule_for_an_op_of_ones_own() -> None:
    sharding_rule("my.product", "mk,kn->mn")
    op = '"my.product"(%rows, %weights) : (tensor<8x4xf32>, tensor<4x16xf32>) -> tensor<8x16xf32>'
    assert RESULT_TAKES_X in spread(op)


def test_a_rule_in_the_program() -> None:
    rule = (
        "#sdy.op_sharding_rule<([i, k], [k, j])->([i, j]) {i=8, j=16, k=4} reduction={k}, custom>"
    )
    text = spread(MATMUL.format(attributes=f"{{sdy.sharding_rule = {rule}}}"))
    assert WEIGHTS_TAKE_Y in text
    assert RESULT_TAKES_X in text
    assert rule in text, "a custom rule stays for the passes that follow"


def test_letters_may_be_kept_whole_or_blocked() -> None:
    sharding_rule("my.matmul", "mk,kn->mn", need_replication="k", blocked="m")
    text = spread(MATMUL.format(attributes=""))
    assert RESULT_TAKES_X not in text


def test_one_dimension_of_two_factors() -> None:
    sharding_rule("my.flatten", "ab->(ab)")
    flatten = "stablehlo.custom_call @my.flatten(%rows) : (tensor<8x4xf32>) -> tensor<32xf32>"
    text = PROGRAM.format(call=flatten).replace("tensor<8x16xf32>", "tensor<32xf32>")
    context = Context()
    module = parse_module(text, context)
    PropagationPipeline().apply(context, module)
    assert '-> (tensor<32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})' in print_module(
        module
    )


@pytest.mark.parametrize(
    ("einsum", "message"),
    [
        (
            "mk,kn",
            """\
an einsum has '->' between operands and results
  mk,kn
       ^""",
        ),
        (
            "mk,k1->m1",
            """\
'1' is no letter
  mk,k1->m1
      ^""",
        ),
        (
            "mk,kk->mk",
            """\
'k' is twice in one term
  mk,kk->mk
      ^""",
        ),
        (
            "(mk->m",
            """\
'(' has no ')'
  (mk->m
  ^""",
        ),
    ],
)
def test_a_mistake_is_pointed_at(einsum: str, message: str) -> None:
    with pytest.raises(EinsumError) as error:
        sharding_rule("my.matmul", einsum)
    assert str(error.value) == message


def test_a_letter_that_is_not_there() -> None:
    with pytest.raises(EinsumError, match="there is no letter 'z'"):
        sharding_rule("my.matmul", "mk,kn->mn", blocked="z")


@pytest.mark.parametrize(
    ("einsum", "message"),
    [
        ("mk->mk", "the op has 2 operands, the einsum has 1"),
        ("mk,n->mn", "the term has 1 dimensions, its tensor has 2\n  mk,n->mn\n     ^"),
        ("mk,nk->mn", "'k' has size 4 elsewhere, but 16 here\n  mk,nk->mn\n      ^"),
        ("(ab)k,kn->(ab)n", "the sizes of 'a' and 'b' are not told"),
    ],
)
def test_a_rule_that_does_not_fit_fails_at_the_call(einsum: str, message: str) -> None:
    sharding_rule("my.matmul", einsum)
    with pytest.raises(CompileError) as error:
        spread(MATMUL.format(attributes=""))
    first = str(error.value).splitlines()[0]
    assert first.startswith("<stdin>:6:13: error: 'stablehlo.custom_call' op does not fit its")
    assert message in str(error.value)
