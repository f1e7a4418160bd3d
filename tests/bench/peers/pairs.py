"""Words for BM25 where a peer by default splits at spaces, which Chinese has not."""

import re

# Pairs of Chinese characters that overlap, one that stands alone, Latin words and numbers whole. A look-ahead
# with one group, so that `findall` gives the pairs, and so that it can be handed over as a pattern.
PAIRS = r"(?=([一-鿿]{2}|(?<![一-鿿])[一-鿿](?![一-鿿])|(?<![a-z0-9])[a-z0-9]+))"


def cut_pairs(text):
    return re.findall(PAIRS, text.lower())
