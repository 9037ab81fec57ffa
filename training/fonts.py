"""Make the fonts of src/wacana/resources/fonts from their published packages.

Run from the project root, with npm on the path: ``pip install brotli && python training/fonts.py``.
Each family is fetched with ``npm pack`` at the version pinned below, its web subsets are merged into one
TrueType file a style, and its licence is written beside it. Nothing is drawn or renamed: the Noto families
reserve no font name, and Twemoji and DejaVu are only unpacked.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import matplotlib
from fontTools import merge
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "src" / "wacana" / "resources" / "fonts"

# package, subsets (the first one gives the name and the metrics), {our file: style in the package}
NOTO = (
    ("@fontsource/noto-serif@5.3.0", ("latin", "latin-ext", "vietnamese"),
     {"NotoSerif-Regular": "400-normal", "NotoSerif-Italic": "400-italic", "NotoSerif-Bold": "700-normal"}),
    ("@fontsource/noto-sans@5.3.0", ("latin", "latin-ext", "vietnamese"),
     {"NotoSans-Regular": "400-normal", "NotoSans-Bold": "700-normal"}),
    ("@fontsource/noto-naskh-arabic@5.3.0", ("arabic",), {"NotoNaskhArabic-Regular": "400-normal"}),
)  # fmt: skip
TWEMOJI = "twemoji-colr-font@15.0.3"


def main() -> None:
    """Write every font and licence anew."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for package, subsets, styles in NOTO:
            root = unpack(package, Path(folder))
            family = next(iter(styles)).partition("-")[0]
            shutil.copy(root / "LICENSE", OUT / f"{family}.LICENSE.txt")
            for name, style in styles.items():
                stem = package.partition("/")[2].partition("@")[0]
                files = [root / "files" / f"{stem}-{subset}-{style}.woff2" for subset in subsets]
                join([plain(file) for file in files], OUT / f"{name}.ttf")
        root = unpack(TWEMOJI, Path(folder))
        shutil.copy(plain(root / "twemoji.woff2"), OUT / "Twemoji.ttf")
        shutil.copy(root / "LICENSE", OUT / "Twemoji.LICENSE.txt")
    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    shutil.copy(dejavu / "DejaVuSans.ttf", OUT)
    shutil.copy(dejavu / "LICENSE_DEJAVU", OUT / "DejaVuSans.LICENSE.txt")


def unpack(package: str, folder: Path) -> Path:
    """Fetch an npm package and give the folder of its files."""
    done = subprocess.run(["npm", "pack", package], cwd=folder, check=True, capture_output=True, text=True)
    archive = folder / done.stdout.split()[-1]
    with tarfile.open(archive) as tar:
        tar.extractall(folder / archive.stem, filter="data")
    return folder / archive.stem / "package"


def plain(file: Path) -> Path:
    """Turn a WOFF2 file into TrueType beside it."""
    font = TTFont(file, recalcTimestamp=False)
    font.flavor = None
    font.save(file.with_suffix(".ttf"))
    return file.with_suffix(".ttf")


def join(files: list[Path], out: Path) -> None:
    """Merge the subsets of one style into one font, without hints (a PDF does not use them)."""
    # Dropped first: the merger cannot join hinting programs.
    options = merge.Options(drop_tables=["fpgm", "prep", "cvt ", "gasp", "STAT", "meta", "DSIG"])
    font = merge.Merger(options).merge([str(file) for file in files]) if len(files) > 1 else TTFont(files[0])
    font.recalcTimestamp = False
    font.save(out)


if __name__ == "__main__":
    main()
