"""Discord: `renderer` makes messages of Messages, `client` sends them.

`markup` knows Discord's Markdown, `embeds` what fits into embeds and messages, `components` the
buttons, `api` the library's HTTP client without its waits, `refusals` what refusals mean.
"""
