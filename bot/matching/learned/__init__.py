"""What was learned from parallel papers (`bot.learning`), as the matcher uses it.

file     the format of the data, and where it is looked for
packing  small whole numbers, of which vectors are made, in five bits each
terms    Chinese term -> English terms, and back; acronyms
space    texts as vectors, near each other where they speak of the same
learned  both, each read when it is first needed

`data/` holds what ships with the program; `chenbao learn` made it.
"""
