"""Refinement: types that know more sizes, carried through functions, regions and calls."""
