#!/usr/bin/env bash
# Guess:   `import gradio` reads Gradio's modules, and writes at most the bytecode cache that every import writes.
# Happens: At every import Gradio parses the source of each of its components again and renders a stub file for editors
#          (.pyi) from it, to compare with the one that its wheel has brought, and to write it where that is missing or
#          differs. Every process does so again, also where nothing can be written: some two fifths of the time.
# Hurts:   Command lines and servers that start often: about a second each time. An import can write into the package.
# Version: gradio 6.31.0
# Date:    2026-12-01
# Source:  own observation, from a profile of an import
. "$(dirname "$0")/lib.sh"
install gradio==6.31.0
check <<'PYTHON'
import subprocess
import sys
import sysconfig
from pathlib import Path

COUNT = """
import ast, sys, time

whole, parsed = ast.get_source_segment, []
ast.get_source_segment = lambda *arguments: parsed.append(1) or whole(*arguments)
if sys.argv[1] == "without":
    import inspect

    file_of = inspect.getfile

    def getfile(value):
        if isinstance(value, type) and value.__module__.startswith("gradio."):
            raise OSError
        return file_of(value)

    inspect.getfile = getfile
begun = time.process_time()
import gradio

print(len(parsed), round(time.process_time() - begun, 2))
"""
components = Path(sysconfig.get_path("purelib"), "gradio", "components")


def imported(how: str) -> tuple[int, float]:
    done = subprocess.run([sys.executable, "-c", COUNT, how], capture_output=True, text=True, check=True)
    parsed, seconds = done.stdout.split()
    return int(parsed), float(seconds)


imported("as it is")  # makes the bytecode
first = sorted(components.glob("*.pyi"))
for stub in first:
    stub.unlink()
again = [imported("as it is") for _ in range(3)]
second = sorted(components.glob("*.pyi"))
unchanged = imported("as it is")
without = [imported("without") for _ in range(3)]
print("stub files after an import:", len(first), "; removed, and after the next:", len(second))
print("classes cut out of sources in an import where no stub is missing:", unchanged[0])
print("seconds of processor time of an import:", again, "; without stubs:", without)
sys.exit(0 if first and first == second and unchanged[0] > 50 and not without[0][0] else 3)
PYTHON
