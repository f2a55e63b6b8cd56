"""Telegram: `renderer` makes messages of Messages, `client` sends them, `handlers` hear people.

markup      Telegram's HTML and its measures
keyboard    buttons
addressing  commands as they must be written in groups
refusals    what the server's refusals mean
polling     updates by long polling; `webhook`: updates that Telegram brings
lanes       chats side by side, one chat in order
people      who speaks, and where
admins      who manages a chat
voice       answers: sent, in place of a message, or for one person alone
inline      papers offered in any chat
menu        the menus of commands
"""
