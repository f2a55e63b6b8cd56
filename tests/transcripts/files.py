"""What the conversations are about in each language, and the files in which they are kept."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bot.ports import Store
from storage import migrate_database, open_store
from tests.bench.database import THRESHOLDS

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
MEDICAL = {"zh": "医学图像", "en": "medical imaging"}
DIFFUSION = {"zh": "扩散模型", "en": "diffusion model"}
SPLATTING = {"zh": "三维高斯泼溅", "en": "3D Gaussian Splatting"}
PAPER = "2403.15603"


def write_files(platform: str, write: Callable[[Store, str], Coroutine[Any, Any, str]]) -> None:
    """Have each conversation on a database of its own, and keep it."""
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'transcript.db'}"
            migrate_database(url)
            store = open_store(url, thresholds=THRESHOLDS)
            text = asyncio.run(write(store, language))
            store.close()
        (FOLDER / f"{platform}.{language}.txt").write_text(text, encoding="utf-8")
