#!/usr/bin/env bash
# Guess:   Two files that a browser uploads in one request are two files on the server, as each has its own line in the
#          answer, also where two folders of a drop hold a file of the same name and content. One can be moved away
#          without the other.
# Happens: A file is stored in a folder that is named by the hash of its content, so both lines of the answer name the
#          same path. Moving the first file takes the second away.
# Hurts:   Programs that move uploads to where they keep them, or delete one after it was used: the other "file" is gone,
#          such as an empty index.txt of each of many folders, and the error tells of a file that the user has just sent.
# Version: gradio 6.31.0
# Date:    2026-12-01
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install gradio==6.31.0
check <<'PYTHON'
import os
import sys
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio as gr
import httpx

with gr.Blocks() as app:
    gr.File(file_count="multiple")
_, address, _ = app.launch(prevent_thread_lock=True, quiet=True, server_name="127.0.0.1")

page = b"Page left empty on purpose.\n"
files = [("files", ("page.txt", page, "text/plain")), ("files", ("page.txt", page, "text/plain"))]
first, second = httpx.post(f"{address.rstrip('/')}/gradio_api/upload", files=files).raise_for_status().json()
print(f"two files sent, paths given: {len({first, second})} different of 2")
Path(first).rename(Path(first).with_name("moved.txt"))
left = Path(second).exists()
print(f"after the first was moved, the second exists: {left}")
app.close()
sys.stdout.flush()
os._exit(3 if left else 0)
PYTHON
