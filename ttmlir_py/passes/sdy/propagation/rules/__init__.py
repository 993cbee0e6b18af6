"""Sharding rules by op family."""
