"""Show what score_matching --json found, and fail below the least that is accepted."""

import json
import sys
from pathlib import Path

COLUMNS = ("broad P", "R", "F1", "strict P", "R", "F1", "nDCG@20")
BROAD_F1, STRICT_F1 = 2, 5
#: The least broad and strict F1 of a row.
LEAST = {
    "zh topic, en paper": (0.885, 0.91),
    "en topic, en paper": (0.885, 0.91),
    "zh topic, bilingual paper": (0.90, 0.92),
    "other zh name, en paper": (0.87, 0.89),
    "talk2paper: zh topic, en paper": (0.87, 0.87),
}


def main(path: Path) -> int:
    """Print the table; 1 if a row is below its least."""
    rows: dict[str, list[float]] = json.loads(path.read_text(encoding="utf-8"))
    lines = [" " * 38 + "".join(f"{column:>9}" for column in COLUMNS)]
    lines += [
        f"{name:38}" + "".join(f"{figure:9.3f}" for figure in figures)
        for name, figures in rows.items()
    ]
    low = [
        f"“{name}” has a {what} F1 below {least:.3f}"
        for name, pair in LEAST.items()
        for what, column, least in zip(
            ("broad", "strict"), (BROAD_F1, STRICT_F1), pair, strict=True
        )
        if rows[name][column] < least
    ]
    lines += low
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
