"""What is compiled from topics.yaml, so that no start has to make it again.

    python -m bot.matching.compiled

writes topics.bin (`stored`) and finder.bin (`curated`) beside it.
"""

import sys
from pathlib import Path

from bot.matching import curated, stored
from bot.matching.learned.file import write_files
from bot.matching.lexicon import Lexicon


def compile_lexicon(folder: Path) -> dict[str, int]:
    """Compile the topics.yaml of a folder; returns the files with their bytes.

    Raises:
        ConfigError: topics.yaml breaks one of its rules, or the folder takes no files.
    """
    signature = stored.sign(folder, stored.SOURCES)
    lexicon = Lexicon.read((folder / stored.SOURCE).read_text("utf-8"))
    tables = curated.pack_curated(
        curated.build_curated(lexicon), curated.sign_curated(folder, signature)
    )
    topics = stored.pack_topics(lexicon.topics.values(), signature)
    return write_files(folder, {stored.NAME: topics, curated.NAME: tables})


if __name__ == "__main__":
    for name, size in compile_lexicon(Path(__file__).parent).items():
        sys.stdout.write(f"{name}: {size:,} bytes\n")
