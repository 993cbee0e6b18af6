"""Rewrites of single TTIR ops into simpler ones, by op family."""
