"""Looks at the PDF that clearprop writes: its figures are those of the JSON, its fonts are in it, nothing
leaves the page, no page is empty, and markup that is none is refused without a file.

    python3 pdf.py CLEARPROP

CLEARPROP is a command that was built with `--features pdf`; poppler's tools read what it writes.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

clearprop = Path(sys.argv[1]).resolve()
folder = Path(tempfile.mkdtemp())
CASES = [
    ["handout"],
    ["handout", "--method", "handout", "--style", "matrix", "--lesson"],
    ["mazur", "--lesson"],
    ["mazur", "--style", "delta", "--digits", "9"],
    ["prakash", "--notation", "standard"],
    ["prakash", "--blank", "dE/dw[2,*,*]"],
]
# In pictures of 50 dots an inch a margin of 20 mm is 39 dots wide; the number of the page stands below.
DOTS, MARGIN, FOOT = 50, 36, 24


def run(*command):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
    return done.stdout


def ink(picture):
    """From which column and row to which a picture of grey dots is not white; nothing where all of it is."""
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
    width, height = int(header[1]), int(header[2])
    dots = picture[header.end() :]
    rows = [dots[at * width : (at + 1) * width] for at in range(height)]
    dark = [y for y, row in enumerate(rows) if min(row) < 200]
    if not dark:
        return None
    columns = [x for x in range(width) if min(dots[x::width]) < 200]
    return columns[0], dark[0], width - 1 - columns[-1], height - 1 - dark[-1]


def look(arguments):
    name = "-".join(re.sub(r"\W+", "", argument) for argument in arguments) + ".pdf"
    run(clearprop, "explain", *arguments, "--quiet", "-o", name)
    info = dict(line.split(":", 1) for line in run("pdfinfo", name).decode().splitlines() if ":" in line)
    assert "A4" in info["Page size"], info["Page size"]
    assert info["Title"].strip().startswith("Worked solution"), info["Title"]
    assert info["Tagged"].strip() == "yes", "a screen reader finds no structure"
    fonts = [line.split() for line in run("pdffonts", name).decode().splitlines()[2:]]
    assert fonts and all(font[-5] == "yes" for font in fonts), f"fonts are left out: {fonts}"

    text = run("pdftotext", name, "-").decode().replace("−", "-")
    figures = set(re.findall(r"-?\d+(?:\.\d+)?", text))
    # JSON holds every result, and no words.
    blank = "--blank" in arguments
    words = ["--lesson", "--blank", "dE/dw[2,*,*]"]
    bare = [argument for argument in arguments if argument not in words]
    quantities = json.loads(run(clearprop, "explain", *bare, "--format", "json", "--quiet"))["quantities"]
    for quantity in quantities:
        hidden = blank and quantity["id"].startswith("dE/dw[2,")
        printed = quantity["printed"].replace("−", "-")
        is_there = printed in figures or printed.lstrip("-") in figures or "e" in printed
        assert hidden or is_there, f"{name}: {quantity['id']} = {printed} is not on the page"

    run("pdftoppm", "-gray", "-r", DOTS, name, "page")
    pages = sorted(folder.glob("page-*.pgm"))
    assert len(pages) == int(info["Pages"])
    for page in pages:
        box = ink(page.read_bytes())
        assert box, f"{name}: {page.stem} is empty"
        left, top, right, bottom = box
        assert min(left, top, right) >= MARGIN and bottom >= FOOT, f"{name}: {page.stem} runs off: {box}"
        page.unlink()
    print(f"{name}: {len(pages)} pages, {len(quantities)} quantities, {len(fonts)} fonts")


for case in CASES:
    look(case)

refused = subprocess.run(
    [clearprop, "explain", "no-such.toml", "-o", "none.pdf"], cwd=folder, capture_output=True, text=True, check=False
)
assert refused.returncode == 2 and not (folder / "none.pdf").exists(), refused.stderr
