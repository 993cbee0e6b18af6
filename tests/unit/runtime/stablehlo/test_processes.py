"""Parallel runs: one program or many, queues, channels and meetings."""

import numpy as np
import pytest
from simulated import program, run

from ttmlir_py.runtime.outside import Outside
from ttmlir_py.syntax.diagnostics import CompileError

T, TOKEN = "tensor<2xi64>", "!stablehlo.token"
HANDLE = "#stablehlo.channel_handle<handle = {}, type = {}>"


def parallel(programs: str, inputs: int, results: int, infeed: str = "") -> str:
    """A main function that runs programs on its arguments and gives all results."""
    arguments = ", ".join(f"%x{i}: {T}" for i in range(inputs))
    operands = ", ".join(f"%x{i}" for i in range(inputs))
    types = ", ".join([T] * inputs), ", ".join([T] * results)
    outputs = ", ".join(f"%r#{i}" for i in range(results))
    return f"""
      func.func @main({arguments}) -> ({types[1]}) {{
        %r:{results} = "interpreter.run_parallel"({operands}) <{{{infeed} programs = {programs}}}>
          : ({types[0]}) -> ({types[1]})
        return {outputs} : {types[1]}
      }}
    """


def reducing(name: str, groups: str, factor: int) -> str:
    """A function that multiplies, then adds up within groups of processes."""
    return f"""
      func.func @{name}(%x: {T}) -> {T} {{
        %f = stablehlo.constant dense<{factor}> : {T}
        %y = stablehlo.multiply %x, %f : {T}
        %z = "stablehlo.all_reduce"(%y) <{{replica_groups = dense<{groups}> : tensor<1x2xi64>,
            channel_handle = {HANDLE.format(1, 1)}, use_global_device_ids}}> ({{
          ^bb0(%a: tensor<i64>, %b: tensor<i64>):
            %s = stablehlo.add %a, %b : tensor<i64>
            stablehlo.return %s : tensor<i64>
        }}) : ({T}) -> {T}
        return %z : {T}
      }}
    """


def test_one_program():
    text = reducing("f", "[[0, 1]]", 1) + parallel("[[@f], [@f]]", 2, 2)
    x, y = np.array([1, 2]), np.array([10, 20])
    for result in run(text, x, y):
        np.testing.assert_array_equal(result, x + y)


def test_different_programs_meet_in_collectives():
    text = (
        reducing("f", "[[0, 1]]", 1)
        + reducing("g", "[[0, 1]]", 3)
        + f"func.func @alone(%x: {T}) -> {T} {{ return %x : {T} }}"
        + parallel("[[@f], [@g], [@alone]]", 3, 3)
    )
    x, y, z = np.array([1, 2]), np.array([10, 20]), np.array([5, 6])
    results = run(text, x, y, z)
    np.testing.assert_array_equal(results, [x + 3 * y, x + 3 * y, z])


def test_processes_that_never_meet_are_an_error():
    text = (
        reducing("f", "[[0, 1]]", 1)
        + f"func.func @alone(%x: {T}) -> {T} {{ return %x : {T} }}"
        + parallel("[[@f], [@alone]]", 2, 2)
    )
    with pytest.raises(CompileError, match="each process waits for another"):
        run(text, np.array([1, 2]), np.array([1, 2]))


def test_an_error_in_one_process_is_the_error():
    text = (
        f"""
      func.func @bad(%x: {T}) -> {T} {{
        check.expect_eq_const %x, dense<7> : {T}
        return %x : {T}
      }}
    """
        + reducing("f", "[[0, 1]]", 1)
        + parallel("[[@f], [@bad]]", 2, 2)
    )
    with pytest.raises(CompileError, match="Element values don't match"):
        run(text, np.array([1, 2]), np.array([1, 2]))


def test_process_numbers_of_different_programs():
    text = "".join(
        f"""
        func.func @{name}() -> {T} {{
          %i = stablehlo.{op}_id : tensor<ui32>
          %c = stablehlo.convert %i : (tensor<ui32>) -> tensor<i64>
          %b = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<i64>) -> {T}
          return %b : {T}
        }}
        """
        for name, op in (("r", "replica"), ("p", "partition"))
    ) + parallel("[[@r, @p], [@r, @p], [@p, @r]]", 0, 6)
    assert [int(x[0]) for x in run(text)] == [0, 1, 1, 1, 0, 2]


def sender(name: str, kind: int = 2, more: str = "is_host_transfer = true") -> str:
    return f"""
      func.func @{name}(%x: {T}) -> {T} {{
        %t = stablehlo.create_token : {TOKEN}
        %u = "stablehlo.send"(%x, %t) <{{channel_handle = {HANDLE.format(1, kind)}, {more}}}>
          : ({T}, {TOKEN}) -> {TOKEN}
        return %x : {T}
      }}
    """


def receiver(name: str, kind: int = 3, more: str = "is_host_transfer = true") -> str:
    return f"""
      func.func @{name}() -> {T} {{
        %t = stablehlo.create_token : {TOKEN}
        %r:2 = "stablehlo.recv"(%t) <{{channel_handle = {HANDLE.format(1, kind)}, {more}}}>
          : ({TOKEN}) -> ({T}, {TOKEN})
        return %r#0 : {T}
      }}
    """


@pytest.mark.parametrize("programs", ["[[@s], [@r]]", "[[@r, @s]]"])
def test_send_and_receive(programs: str):
    text = sender("s") + receiver("r") + parallel(programs, 1, 2)
    x = np.array([3, 4])
    np.testing.assert_array_equal(run(text, x), [x, x])


def test_send_to_the_process_of_a_pair():
    rows = "dense<[[0, 2], [1, 3]]> : tensor<2x2xi64>"
    pairs = f"is_host_transfer = false, source_target_pairs = {rows}"
    text = sender("s", 1, pairs) + receiver("r", 1, pairs)
    text += parallel("[[@s], [@s], [@r], [@r]]", 2, 4)
    x, y = np.array([3, 4]), np.array([5, 6])
    np.testing.assert_array_equal(run(text, x, y), [x, y, x, y])


def test_receive_of_what_nobody_sends():
    with pytest.raises(CompileError, match="nobody sends"):
        run(receiver("r") + parallel("[[@r]]", 0, 1))


def test_infeed_is_taken_in_order():
    text = "".join(
        f"func.func @q{i}() -> {T} {{ %c = stablehlo.constant dense<{i}> : {T} return %c : {T} }}"
        for i in range(4)
    )
    text += f"""
      func.func @f() -> {T} {{
        %t = stablehlo.create_token : {TOKEN}
        %0:2 = "stablehlo.infeed"(%t) : ({TOKEN}) -> ({T}, {TOKEN})
        %1:2 = "stablehlo.infeed"(%0#1) : ({TOKEN}) -> ({T}, {TOKEN})
        %c = stablehlo.constant dense<10> : {T}
        %2 = stablehlo.multiply %1#0, %c : {T}
        %3 = stablehlo.add %0#0, %2 : {T}
        return %3 : {T}
      }}
    """
    queue = "infeed = [@q0, @q1, @q2, @q3],"
    results = run(text + parallel("[[@f], [@f]]", 0, 2, queue))
    assert [int(x[0]) for x in results] == [20, 31]
    with pytest.raises(CompileError, match="finds the infeed empty"):
        run(text + parallel("[[@f], [@f], [@f]]", 0, 3, queue))


def test_outside_of_a_parallel_run_there_is_no_queue():
    with pytest.raises(CompileError, match="only supported when run via"):
        run(receiver("main"))


def test_print_of_every_process():
    text = f"""
      func.func @f(%x: {T}) -> {T} {{
        %0 = stablehlo.add %x, %x : {T}
        interpreter.print %0 : {T}
        interpreter.print %x : {T}
        return %0 : {T}
      }}
    """ + parallel("[[@f, @f]]", 2, 2)
    shown: list[str] = []
    program(text, outside=Outside(shown.append))(np.array([1, 2]), np.array([3, 4]))
    assert [line.replace("\n", "") for line in shown] == [
        f"%0 = {T} {{  [2, 4]}}",
        f"%0 = {T} {{  [6, 8]}}",
        f"%arg0 = {T} {{  [1, 2]}}",
        f"%arg0 = {T} {{  [3, 4]}}",
    ]
