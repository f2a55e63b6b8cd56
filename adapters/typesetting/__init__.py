"""What the renderers share: styled text, and pages of it that a platform takes. Pure.

`clusters` knows where a text may be cut, `runs` what a styled text is, `pages` how runs are laid
out on pages. What a style looks like and how much a page holds is each platform's own.
"""
