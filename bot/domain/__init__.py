"""Plain frozen data and rules. Standard library only; imports nothing else of the program."""
