#!/usr/bin/env bash
# Guess:   A function that returns a dict, served as an MCP tool by Gradio, answers with JSON, as Gradio's own HTTP API
#          does for the same function; the text of the tool's answer can be parsed.
# Happens: The text is Python's repr of the dict, {'found': True, 'page': None}, with single quotes, True and None, and
#          the answer has no structured content.
# Hurts:   Programs that parse the answers of a tool: json.loads raises, and a model is shown None where null is meant.
# Version: gradio 6.31.0, mcp 1.30.0
# Date:    2026-12-01
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install gradio==6.31.0 mcp==1.30.0
check <<'PYTHON'
import asyncio
import json
import os
import sys

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio as gr
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client


def look(word: str) -> dict:
    """Look a word up.

    Args:
        word: The word.
    """
    return {"found": True, "page": None}


with gr.Blocks() as app:
    gr.api(look, api_name="look")
_, address, _ = app.launch(mcp_server=True, prevent_thread_lock=True, quiet=True, server_name="127.0.0.1")


async def call():
    async with streamablehttp_client(f"{address.rstrip('/')}/gradio_api/mcp/") as (read, write, _):
        async with ClientSession(read, write) as session:
            await session.initialize()
            tool = (await session.list_tools()).tools[0].name
            return await session.call_tool(tool, {"word": "bridge"})


answer = asyncio.run(call())
text = answer.content[0].text
print(f"text: {text}")
print(f"structured content: {answer.structuredContent}")
try:
    json.loads(text)
    parsed = True
except ValueError as error:
    print(f"json.loads: {error}")
    parsed = False
app.close()
sys.stdout.flush()
os._exit(3 if parsed or answer.structuredContent else 0)
PYTHON
