# SPDX-License-Identifier: Apache-2.0
"""What the reader says of every text at hand, one line each: to prove that a faster reader says the same.

    .venv/bin/python bench/verdicts.py > before      (change the reader)
    .venv/bin/python bench/verdicts.py | cmp before -

A line is the digest of the draft's JSON and the name of the text. Every text is read twice: as it is, and with its line
ends taken away, which moves every zone and sentence.
"""

from __future__ import annotations

import hashlib
import json
import sys

from texts import bulk, communiques, hostile

from comity.reading import read

SHORT = 60_000


def main() -> None:
    """Print a line for every text."""
    texts = communiques()
    texts |= {f"{name} in one line": " ".join(text.split()) for name, text in texts.items()}
    texts |= {f"{name} cut": text[: len(text) // 2] for name, text in texts.items()}
    texts["all in one"] = "\n\n".join(communiques().values())
    texts |= {f"hostile {name}": text[:SHORT] for name, text in hostile().items()}
    texts |= bulk(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    for name, text in texts.items():
        said = json.dumps(read(text).as_json(), ensure_ascii=False, sort_keys=True)
        print(hashlib.sha256(said.encode()).hexdigest()[:32], name)


if __name__ == "__main__":
    main()
