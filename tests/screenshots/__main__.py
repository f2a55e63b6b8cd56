"""Take the pictures: `python -m tests.screenshots FOLDER` (needs Chromium and a Chinese font)."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.discord.renderer import render as render_discord
from adapters.telegram.renderer import render as render_telegram
from bot.commands.table import COMMANDS
from tests.screenshots import discord, telegram
from tests.screenshots.scenes import Render, Turn, morning

Draw = Callable[[list[Turn]], str]
CODES = {command.name: command.code for command in COMMANDS}
#: Platform -> its renderer, its style, how it is drawn, and the width of a picture in pixels.
PLATFORMS: dict[str, tuple[Render, str, Draw, int]] = {
    "telegram": (partial(render_telegram, codes=CODES), telegram.STYLE, telegram.draw, 492),
    "discord": (partial(render_discord, codes=CODES), discord.STYLE, discord.draw, 600),
}
_SCALE = 1.25
#: The page tells its own height by its title, which Chromium prints with the document.
_PAGE = (
    """<!doctype html><html><meta charset="utf-8"><style>
* { box-sizing: border-box; } body { margin: 0; padding: 16px 16px 6px; }
"""
    + "%s</style><body>%s<script>document.title = document.body.scrollHeight</script></body></html>"
)


def main(folder: Path) -> None:
    """Write every picture into the folder."""
    browser = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    )
    folder.mkdir(parents=True, exist_ok=True)
    for platform, (render, style, draw, width) in PLATFORMS.items():
        for language in ("zh", "en"):
            for name, turns in morning(platform, language, render).items():
                picture = folder / f"{platform}-{name}.{language}.png"
                take(str(browser), _PAGE % (style, draw(turns)), width, picture)
                print(picture)


def take(browser: str, page: str, width: int, picture: Path) -> None:
    """One picture, as high as the page is."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        options = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
            f"--force-device-scale-factor={_SCALE}",
        ]
        seen = subprocess.run(
            [*options, f"--window-size={width},600", "--dump-dom", file.as_uri()],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        height = int(seen.split("<title>", 1)[1].split("<", 1)[0])
        subprocess.run(
            [
                *options,
                f"--window-size={width},{height}",
                f"--screenshot={picture.resolve()}",
                file.as_uri(),
            ],
            capture_output=True,
            check=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
