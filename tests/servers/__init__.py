"""Servers to test against: they stand in for the platforms, and are as strict as these are."""
