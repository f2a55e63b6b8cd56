"""Telegram: `renderer` makes messages of Messages, `client` sends them.

`markup` knows Telegram's HTML and its measures, `keyboard` the buttons, `refusals` what the
server's refusals mean.
"""
