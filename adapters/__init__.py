"""Platforms, one folder each with the same files: client, handlers, renderer.

`typesetting` is what renderers share: styled text, cut into pages that a platform takes.
"""
