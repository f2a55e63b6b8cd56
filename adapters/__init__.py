"""Platforms, one folder each with the same files: client, handlers, renderer."""
