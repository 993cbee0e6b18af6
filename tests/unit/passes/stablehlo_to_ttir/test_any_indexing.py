"""The law for gathers, scatters and windows whose dimension numbers are drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from stablehlo_to_ttir.law import assert_law

seeds = st.integers(min_value=0, max_value=10**9)


def shape_text(shape: list[int], element: str) -> str:
    return "tensor<" + "".join(f"{size}x" for size in shape) + element + ">"


@dataclass
class Numbers:
    """Dimension numbers that gathers and scatters share."""

    operand: list[int]
    sizes: list[int]
    collapsed: list[int]
    batching: list[int]
    indices: list[int]
    index_batching: list[int]
    index_map: list[int]
    vector_dim: int
    batch: list[int]

    @classmethod
    def draw(cls, random: Random) -> Numbers:
        operand = [random.randint(1, 5) for _ in range(random.randint(1, 4))]
        rank = len(operand)
        batching = [d for d in range(rank) if random.random() < 0.25]
        free = [d for d in range(rank) if d not in batching]
        index_map = random.sample(free, random.randint(0, len(free)))
        collapsed = [d for d in free if random.random() < 0.4]
        sizes = [
            1 if d in batching or d in collapsed else random.randint(1, operand[d])
            for d in range(rank)
        ]
        batch = [operand[d] for d in batching] + [random.randint(1, 3)] * random.randint(0, 2)
        order = random.sample(range(len(batch)), len(batch))
        batch_shape = [batch[i] for i in order]
        places = {old: new for new, old in enumerate(order)}
        vector_dim = random.randint(0, len(batch_shape))
        implicit = len(index_map) == 1 and random.random() < 0.3
        indices = list(batch_shape)
        if implicit:
            vector_dim = len(batch_shape)
        else:
            indices.insert(vector_dim, len(index_map))
        shift = 0 if implicit else 1
        index_batching = [
            places[i] + (shift if places[i] >= vector_dim else 0) for i in range(len(batching))
        ]
        return cls(
            operand,
            sizes,
            collapsed,
            batching,
            indices,
            index_batching,
            index_map,
            vector_dim,
            batch_shape,
        )

    @property
    def window(self) -> list[int]:
        dropped = {*self.collapsed, *self.batching}
        return [size for d, size in enumerate(self.sizes) if d not in dropped]

    def merged(self, random: Random) -> tuple[list[int], list[int]]:
        """A result shape of batch and window dimensions, and where the window's are."""
        rank = len(self.batch) + len(self.window)
        offsets = sorted(random.sample(range(rank), len(self.window)))
        batch, window = iter(self.batch), iter(self.window)
        return [next(window) if d in offsets else next(batch) for d in range(rank)], offsets


@given(seeds)
def test_gather(seed: int):
    random = Random(seed)
    numbers = Numbers.draw(random)
    result, offsets = numbers.merged(random)
    element = random.choice(["f32", "i32", "i1"])
    operand = shape_text(numbers.operand, element)
    indices, whole = shape_text(numbers.indices, "i32"), shape_text(result, element)
    sizes = ", ".join(map(str, numbers.sizes))
    text = f"""
func.func @main(%x: {operand}, %i: {indices}) -> {whole} {{
  %r = "stablehlo.gather"(%x, %i) <{{dimension_numbers = #stablehlo.gather<
      offset_dims = {offsets}, collapsed_slice_dims = {numbers.collapsed},
      operand_batching_dims = {numbers.batching},
      start_indices_batching_dims = {numbers.index_batching},
      start_index_map = {numbers.index_map}, index_vector_dim = {numbers.vector_dim}>,
    slice_sizes = array<i64: {sizes}>}}> : ({operand}, {indices}) -> {whole}
  return %r : {whole}
}}"""
    assert_law(text, integers=(-2, 6))


@given(seeds)
def test_scatter(seed: int):
    random = Random(seed)
    numbers = Numbers.draw(random)
    updates_shape, windows = numbers.merged(random)
    element, op = random.choice(
        [("i32", "add"), ("i32", "maximum"), ("f32", "minimum"), ("i32", "multiply"), ("i1", "or")]
    )
    operand = shape_text(numbers.operand, element)
    indices, updates = shape_text(numbers.indices, "i32"), shape_text(updates_shape, element)
    text = f"""
func.func @main(%x: {operand}, %i: {indices}, %u: {updates}) -> {operand} {{
  %r = "stablehlo.scatter"(%x, %i, %u) <{{scatter_dimension_numbers = #stablehlo.scatter<
      update_window_dims = {windows}, inserted_window_dims = {numbers.collapsed},
      input_batching_dims = {numbers.batching},
      scatter_indices_batching_dims = {numbers.index_batching},
      scatter_dims_to_operand_dims = {numbers.index_map},
      index_vector_dim = {numbers.vector_dim}>}}> ({{
    ^bb0(%a: tensor<{element}>, %b: tensor<{element}>):
      %s = stablehlo.{op} %a, %b : tensor<{element}>
      stablehlo.return %s : tensor<{element}>
  }}) : ({operand}, {indices}, {updates}) -> {operand}
  return %r : {operand}
}}"""
    assert_law(text, integers=(-2, 6))


@given(seeds)
def test_windows(seed: int):
    random = Random(seed)
    rank = random.randint(1, 4)
    shape = [random.randint(2, 6) for _ in range(rank)]
    window = [random.choice([1, 1, 2, 3]) for _ in range(rank)]
    strides = [random.choice([1, 1, 2]) for _ in range(rank)]
    base = [random.choice([1, 1, 1, 2]) for _ in range(rank)]
    dilation = [random.choice([1, 1, 2]) for _ in range(rank)]
    padding = [[random.randint(0, 2), random.randint(0, 2)] for _ in range(rank)]
    result: list[int] = []
    for d in range(rank):
        padded = (shape[d] - 1) * base[d] + 1 + sum(padding[d])
        reach = (window[d] - 1) * dilation[d] + 1
        if reach > padded:
            return
        result.append((padded - reach) // strides[d] + 1)
    element, op, init = random.choice(
        [
            ("f32", "add", "0.0"),
            ("i32", "add", "1"),
            ("f32", "maximum", "0xFF800000"),
            ("i32", "minimum", "5"),
            ("i1", "or", "false"),
        ]
    )
    whole, wanted = shape_text(shape, element), shape_text(result, element)

    def array(values: list[int]) -> str:
        return "array<i64: " + ", ".join(map(str, values)) + ">"

    text = f"""
func.func @main(%x: {whole}) -> {wanted} {{
  %c = stablehlo.constant dense<{init}> : tensor<{element}>
  %r = "stablehlo.reduce_window"(%x, %c) <{{window_dimensions = {array(window)},
    window_strides = {array(strides)}, base_dilations = {array(base)},
    window_dilations = {array(dilation)},
    padding = dense<{padding}> : tensor<{rank}x2xi64>}}> ({{
    ^bb0(%a: tensor<{element}>, %b: tensor<{element}>):
      %s = stablehlo.{op} %a, %b : tensor<{element}>
      stablehlo.return %s : tensor<{element}>
  }}) : ({whole}, tensor<{element}>) -> {wanted}
  return %r : {wanted}
}}"""
    assert_law(text)
