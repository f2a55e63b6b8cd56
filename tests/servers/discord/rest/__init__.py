"""The REST API: one module of handlers for each of Discord's resources."""
