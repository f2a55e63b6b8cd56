"""What users can ask, on any platform.

`table.COMMANDS` is the one list; help and every platform's menu are made from it. `dispatch.answer`
takes a line as typed and gives the message that answers it.
"""
