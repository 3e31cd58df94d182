"""Kill a process while it changes a library, many times, and check what the library then holds.

    python -m benchmarks.crash [--kills 200] [--seed 1]

The process adds, updates, removes and compacts, and reports each change once it has returned. SIGKILL ends it at a
random instant. The library must then open, verify without a problem, and hold exactly the articles of the last
reported change, or of the one that was interrupted. The code is in `tests/killed_writer.py`.
"""

from __future__ import annotations

import argparse

from tests.killed_writer import run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kinds = run(options.kills, options.seed)
    print(f"{options.kills} of {options.kills} killed runs left a whole library; interrupted: {dict(kinds)}")


if __name__ == "__main__":
    main()
