"""Tools for MCP clients as JSON: Gradio's own give Python's notation as text, and take no null for an argument."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_TEXT, _FLAG, _COUNT, _NUMBER = ({"type": name} for name in ("string", "boolean", "integer", "number"))
_TEXT_OR_NULL, _COUNT_OR_NULL = {"type": ["string", "null"]}, {"type": ["integer", "null"]}
_SPAN = {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}
_OBJECTS = {"type": "array", "items": {"type": "object"}}


def _object(optional: Mapping[str, Any] | None = None, /, **required: Any) -> dict[str, Any]:
    properties = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required)}


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


_ANSWER = _object(
    {"boxes": _OBJECTS},
    text=_TEXT, start=_COUNT, end=_COUNT, highlight=_or_null(_SPAN), article_id=_TEXT,
    passage_id=_TEXT,
)  # fmt: skip
_HIT = _object(
    {"page_label": _TEXT, "page_name": _TEXT, "boxes": _OBJECTS, "article_boxes": _OBJECTS, "also": _OBJECTS},
    rank=_COUNT, score=_NUMBER, passage_id=_TEXT, article_id=_TEXT, title=_TEXT, source=_TEXT_OR_NULL,
    date=_TEXT_OR_NULL, file=_TEXT, page=_COUNT_OR_NULL, start=_COUNT, end=_COUNT, text=_TEXT,
    highlights={"type": "array", "items": _SPAN},
)  # fmt: skip
_HITS = {"type": "array", "items": _HIT}
_MESSAGE = _object(key=_TEXT, values={"type": "object"}, language=_TEXT, text=_TEXT, zh=_TEXT, en=_TEXT)
_QUOTED_PLACE = _object(
    {"page_label": _TEXT, "page_name": _TEXT, "boxes": _OBJECTS},
    article_id=_TEXT, title=_TEXT, source=_TEXT_OR_NULL, date=_TEXT_OR_NULL, file=_TEXT, page=_COUNT_OR_NULL,
    start=_COUNT, end=_COUNT, text=_TEXT, spans={"type": "array", "items": _SPAN}, distance=_COUNT,
    differences=_OBJECTS, variations={"type": "array", "items": _TEXT},
)  # fmt: skip
_FIGURE = _object(
    date=_TEXT, value=_NUMBER, text=_TEXT, start=_COUNT, end=_COUNT, quote=_TEXT, quote_start=_COUNT,
    place={"type": "object"}, differs=_FLAG, also=_OBJECTS,
)  # fmt: skip
_SERIES = _object(
    measure=_TEXT, kind={"enum": ["level", "share", "rate"]}, unit=_TEXT, figures={"type": "array", "items": _FIGURE}
)
# What each endpoint of `qa.web.api` returns. A list is under the one key of its schema, as MCP wants an object.
OUTPUTS: dict[str, dict[str, Any]] = {
    "ask": _object(
        {"disagreement": _OBJECTS, "seconds": {"type": "object"}},
        question=_TEXT, standalone_question=_TEXT, answerable=_FLAG, confidence=_NUMBER, threshold=_or_null(_NUMBER),
        answer=_or_null(_ANSWER), answers={"type": "array", "items": _ANSWER},
        kind={"enum": ["quote", "records", "notice"]}, message=_or_null(_MESSAGE), articles=_OBJECTS, hits=_HITS,
    ),
    "search": _object(hits=_HITS),
    "check": _object(
        {"punctuation_only": _FLAG, "seconds": _NUMBER},
        quotation=_TEXT, verdict={"enum": ["verbatim", "nearly", "nowhere"]},
        places={"type": "array", "items": _QUOTED_PLACE}, count=_COUNT, complete=_FLAG,
        nearest=_or_null(_QUOTED_PLACE),
    ),
    "timeline": _object(query=_TEXT, subject=_TEXT, measure=_TEXT, series={"type": "array", "items": _SERIES}),
    "evaluate": _object(questions=_COUNT, metrics={"type": "object"}),
}  # fmt: skip


def serve_json(tools: Any) -> None:
    """Let Gradio's MCP server describe and return structured JSON, and take null for every optional argument."""
    from mcp import types

    handlers = tools.mcp_server.request_handlers
    list_tools, call_tool = handlers[types.ListToolsRequest], handlers[types.CallToolRequest]

    async def listed(request: Any) -> Any:
        result = await list_tools(request)
        for tool in result.root.tools:
            tool.inputSchema = with_null(tool.inputSchema)
            tool.outputSchema = OUTPUTS.get(_endpoint(tools, tool.name))
        return result

    async def called(request: Any) -> Any:
        given = {key: value for key, value in (request.params.arguments or {}).items() if value is not None}
        params = request.params.model_copy(update={"arguments": given})
        result = await call_tool(request.model_copy(update={"params": params}))
        if not result.root.isError:
            value = json.loads(result.root.content[0].text)
            keys = list(
                OUTPUTS.get(_endpoint(tools, request.params.name), {"properties": {"result": {}}})["properties"]
            )
            result.root.structuredContent = value if isinstance(value, dict) else {keys[0]: value}
        return result

    def texts(values: Any, root_url: str) -> list[Any]:
        return [types.TextContent(type="text", text=json.dumps(value, ensure_ascii=False)) for value in values]

    tools.postprocess_output_data = texts
    handlers[types.ListToolsRequest], handlers[types.CallToolRequest] = listed, called


def with_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a tool's arguments, in which every optional one may be null."""
    required = set(schema.get("required", ()))
    properties = {
        name: value if name in required else _nullable(value) for name, value in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties}


def _nullable(value: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value[key] for key in ("description", "default") if key in value}
    return {**kept, "anyOf": [{key: value[key] for key in value if key not in kept}, {"type": "null"}]}


def _endpoint(tools: Any, name: str) -> str:
    return str(tools.tool_to_endpoint.get(name, "")).strip("/")
