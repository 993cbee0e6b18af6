"""Makes `simulated` known to the tests of all folders below."""
