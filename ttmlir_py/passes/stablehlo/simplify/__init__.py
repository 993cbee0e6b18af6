"""Simplifications of StableHLO programs: rewrites by family, and constants computed."""
