"""The lowering of TTIR to TTNN: one table of rows per op family."""
