"""Loops and branches, and calls in them."""

import numpy as np
import pytest

from stablehlo_to_ttir.law import assert_law

WHILE = """
func.func @main(%n: tensor<i32>, %x: tensor<3xf32>) -> (tensor<i32>, tensor<3xf32>) {
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %one = stablehlo.constant dense<1> : tensor<i32>
  %r:2 = stablehlo.while(%i = %zero, %y = %x) : tensor<i32>, tensor<3xf32>
    cond {
      %p = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %p : tensor<i1>
    } do {
      %j = stablehlo.add %i, %one : tensor<i32>
      %z = stablehlo.add %y, %x : tensor<3xf32>
      stablehlo.return %j, %z : tensor<i32>, tensor<3xf32>
    }
  return %r#0, %r#1 : tensor<i32>, tensor<3xf32>
}"""
IF = """
func.func @main(%p: tensor<i1>, %x: tensor<3xf32>) -> tensor<3xf32> {
  %r = "stablehlo.if"(%p) ({
    %y = stablehlo.negate %x : tensor<3xf32>
    stablehlo.return %y : tensor<3xf32>
  }, {
    stablehlo.return %x : tensor<3xf32>
  }) : (tensor<i1>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}"""
CASE = """
func.func @main(%i: tensor<i32>, %x: tensor<3xf32>) -> tensor<3xf32> {
  %r = "stablehlo.case"(%i) ({
    %y = stablehlo.negate %x : tensor<3xf32>
    stablehlo.return %y : tensor<3xf32>
  }, {
    %y = stablehlo.abs %x : tensor<3xf32>
    stablehlo.return %y : tensor<3xf32>
  }, {
    %y = stablehlo.exponential %x : tensor<3xf32>
    stablehlo.return %y : tensor<3xf32>
  }) : (tensor<i32>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}"""
X = np.array([1.0, -2.0, 0.5], np.float32)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_while(count: int):
    module = assert_law(WHILE, np.int32(count), X)
    assert any(op.name == "scf.while" for op in module.walk())


@pytest.mark.parametrize("predicate", [False, True])
def test_if(predicate: bool):
    assert_law(IF, np.bool_(predicate), X)


@pytest.mark.parametrize("index", [-1, 0, 1, 2, 7])
def test_case_without_such_a_branch_takes_the_last(index: int):
    assert_law(CASE, np.int32(index), X)


def test_barrier_and_tuple():
    text = """
func.func @main(%x: tensor<3xf32>, %y: tensor<2xi32>) -> (tensor<2xi32>, tensor<3xf32>) {
  %b:2 = stablehlo.optimization_barrier %x, %y : tensor<3xf32>, tensor<2xi32>
  %t = stablehlo.tuple %b#0, %b#1 : tuple<tensor<3xf32>, tensor<2xi32>>
  %r = stablehlo.get_tuple_element %t[1] : (tuple<tensor<3xf32>, tensor<2xi32>>) -> tensor<2xi32>
  return %r, %b#0 : tensor<2xi32>, tensor<3xf32>
}"""
    assert_law(text)
