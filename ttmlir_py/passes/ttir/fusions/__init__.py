"""Fusions of TTIR ops, by the family of the op that ends the group."""
