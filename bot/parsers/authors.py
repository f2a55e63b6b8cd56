"""A line of names -> names."""


def split_authors(names: str) -> tuple[str, ...]:
    """Names separated by commas; a comma inside parentheses belongs to an affiliation."""
    if "(" not in names:
        parts = names.split(",")
    else:
        parts, depth, start = [], 0, 0
        for at, char in enumerate(names):
            depth = max(0, depth + (char == "(") - (char == ")"))
            if char == "," and depth == 0:
                parts.append(names[start:at])
                start = at + 1
        parts.append(names[start:])
    return tuple(name for part in parts if (name := " ".join(part.split())))
