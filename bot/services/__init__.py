"""Use cases, one module per verb. A service is a function of a `Transaction` and of `now`."""
