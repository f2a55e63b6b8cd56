"""What users can ask, on any platform.

`table.COMMANDS` is the one list; help and every platform's menu are made from it. `dispatch.answer`
takes what was typed and gives the messages that answer it.
"""
