"""First passwords, and those of the demonstration: a few plain words, easily read out and typed, made by chance."""

from __future__ import annotations

import secrets

WORDS = tuple(
    "amber anchor apple birch bridge candle canyon cedar cherry cloud clover copper coral cotton cricket daisy delta ember falcon "
    "fern field flint forest garden ginger harbor hazel heron holly honey indigo island ivory jasmine juniper kettle lantern laurel "
    "lemon lily linen lotus maple marble meadow mellow mint nutmeg ocean olive onyx orchid otter pearl pebble pepper pine plum "
    "poppy quartz raven ridge river robin saffron sage sailor silver sparrow spruce summit sunny thistle timber topaz tulip valley "
    "velvet violet walnut willow winter wren".split()
)
HOW_MANY = 5
"""Words: some 33 bits, for three days, with five tries in a quarter of an hour."""


def words(how_many: int = HOW_MANY) -> str:
    """So many words, with hyphens."""
    return "-".join(secrets.choice(WORDS) for _ in range(how_many))
