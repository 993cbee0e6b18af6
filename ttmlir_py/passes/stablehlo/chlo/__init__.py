"""CHLO's ops told in StableHLO's: formulas, broadcasts, loops."""
