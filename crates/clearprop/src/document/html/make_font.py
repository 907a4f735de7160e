#!/usr/bin/env python3
"""Makes math.woff2.base64: New Computer Modern Math with only the glyphs that the page can use.

    python3 make_font.py path/to/NewCMMath-Regular.otf

The font file comes with the crate typst-assets 0.15.1 (files/fonts/). It needs fonttools and brotli.
The result is committed, so that nobody needs this to build. Licence of the font: see FONT-LICENCE.md.
"""

import base64
import pathlib
import sys

from fontTools import subset

LATIN = [*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]
GREEK = [c for c in range(0x0391, 0x03CA) if c != 0x03A2]
MATHEMATICAL = [
    *range(0x1D400, 0x1D468),  # bold and italic Latin
    0x210E,  # the italic h, which has a place of its own
    0x2112,  # the script L of a loss
    *range(0x1D6FC, 0x1D71C),  # italic Greek
    *range(0x1D736, 0x1D756),  # bold italic Greek
]
SIGNS = [ord(c) for c in " 0123456789.,:;'!?()[]{}|/+-=<>−·⋅±×≈≤≥′∂∑√⊙⊤⋯⋮…∞ℓ"]
INVISIBLE = [0x2061, 0x2062, 0x00A0]

options = subset.Options()
options.flavor = "woff2"
options.layout_features = []
options.hinting = False
options.desubroutinize = False
options.notdef_outline = True
options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
options.drop_tables += ["GSUB", "GPOS", "GDEF"]
font = subset.load_font(sys.argv[1], options)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=[*LATIN, *GREEK, *MATHEMATICAL, *SIGNS, *INVISIBLE])
subsetter.subset(font)
place = pathlib.Path(__file__).with_name("math.woff2.base64")
# The fonts' makers ask for another name where a font has been changed.
for record in font["name"].names:
    if record.nameID in (1, 4):
        record.string = "Clearprop Math"
    elif record.nameID == 6:
        record.string = "ClearpropMath"
font["CFF "].cff.fontNames = ["ClearpropMath"]
# As text, which is how it stands in the page.
subset.save_font(font, str(place), options)
place.write_bytes(base64.b64encode(place.read_bytes()))
print(place, place.stat().st_size, "bytes")
