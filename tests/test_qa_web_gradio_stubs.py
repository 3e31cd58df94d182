"""Gradio is imported without making stub files."""

import subprocess
import sys

_SCRIPT = """
import ast, inspect
from qa.web.gradio_stubs import no_stubs

sources = []
ast.get_source_segment = lambda *arguments: sources.append(arguments)
whole = inspect.getfile
with no_stubs():
    import gradio
assert not sources, len(sources)
assert inspect.getfile is whole and inspect.getfile(gradio.Textbox).endswith("textbox.py")
"""


def test_gradio_reads_no_sources_of_its_components() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
