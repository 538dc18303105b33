"""What ConverseRequest asks of a body: the service model of bedrock-runtime in botocore 1.44, as far as it is read."""

from collections.abc import Iterable

from fakes.model.bedrock.constraint import Array, Blob, Document, Flag, Number, Shape, Structure, Text

_NAME = r"[a-zA-Z0-9_-]+"
_ID = r"[a-zA-Z0-9_.:-]+"
_MOST_STOPS = 2500

_TOOL_NAME = Text(1, 64, _NAME)
_CALL_ID = Text(1, 64, _ID)
_STRING = Text()


def _one_of(known: str) -> Text:
    return Text(known=tuple(known.split()))


def _source(members: Iterable[tuple[str, Shape]] = ()) -> Structure:
    place = Structure({"uri": Text(1, 1024, r"s3://[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9](/.*)?")}, ("uri",))
    return Structure({"bytes": Blob(), "s3Location": place, **dict(members)}, union="Source")


def _media(formats: str) -> Structure:
    return Structure({"format": _one_of(formats), "source": _source()}, ("format", "source"))


_CACHE_POINT = Structure({"type": _one_of("default"), "ttl": _one_of("5m 1h")}, ("type",))
_TEXTS = Array(Structure({"text": _STRING}, ("text",)))
_CITATIONS = Structure({"enabled": Flag()}, ("enabled",))
_IMAGE = _media("png jpeg gif webp")
_VIDEO = _media("mkv mov mp4 webm flv mpeg mpg wmv three_gp")
_AUDIO = _media("mp3 opus wav aac flac mp4 ogg mkv mka x-aac m4a mpeg mpga pcm webm")
_DOCUMENT = Structure(
    {
        "format": _one_of("pdf csv doc docx xls xlsx html txt md"),
        "name": Text(1, 200),
        "source": _source((("text", _STRING), ("content", _TEXTS))),
        "context": _STRING,
        "citations": _CITATIONS,
    },
    ("name", "source"),
)
_SEARCH_RESULT = Structure(
    {"source": _STRING, "title": _STRING, "content": _TEXTS, "citations": _CITATIONS}, ("source", "title", "content")
)
_GUARDED = Structure(
    {"text": Structure({"text": _STRING}, ("text",)), "image": _media("png jpeg")}, union="GuardContentBlock"
)
_TOOL_USE = Structure({"toolUseId": _CALL_ID, "name": _TOOL_NAME, "input": Document()}, ("toolUseId", "name", "input"))
_TOOL_RESULT_CONTENT = Structure(
    {
        "text": _STRING,
        "json": Document(),
        "image": _IMAGE,
        "document": _DOCUMENT,
        "video": _VIDEO,
        "searchResult": _SEARCH_RESULT,
    },
    union="ToolResultContentBlock",
)
_TOOL_RESULT = Structure(
    {"toolUseId": _CALL_ID, "content": Array(_TOOL_RESULT_CONTENT), "status": _one_of("success error")},
    ("toolUseId", "content"),
)
_REASONING = Structure(
    {
        "reasoningText": Structure({"text": _STRING, "signature": _STRING}, ("text",)),
        "redactedContent": Blob(),
    },
    union="ReasoningContentBlock",
)
_CONTENT = Structure(
    {
        "text": _STRING,
        "image": _IMAGE,
        "toolUse": _TOOL_USE,
        "toolResult": _TOOL_RESULT,
        "document": _DOCUMENT,
        "video": _VIDEO,
        "audio": _AUDIO,
        "cachePoint": _CACHE_POINT,
        "reasoningContent": _REASONING,
        "citationsContent": Structure({"content": _TEXTS}),
        "searchResult": _SEARCH_RESULT,
        "guardContent": _GUARDED,
    },
    union="ContentBlock",
)
_MESSAGE = Structure({"role": _one_of("user assistant"), "content": Array(_CONTENT)}, ("role", "content"))
_SYSTEM = Structure({"text": Text(1), "guardContent": _GUARDED, "cachePoint": _CACHE_POINT}, union="SystemContentBlock")
_INFERENCE = Structure(
    {
        "maxTokens": Number(1, whole=True),
        "temperature": Number(0, 1),
        "topP": Number(0, 1),
        "stopSequences": Array(Text(1), 0, _MOST_STOPS),
    }
)
_SPEC = Structure(
    {
        "name": _TOOL_NAME,
        "description": Text(1),
        "inputSchema": Structure({"json": Document()}, union="ToolInputSchema"),
        "strict": Flag(),
    },
    ("name", "inputSchema"),
)
_NAMED = Structure({"name": _TOOL_NAME}, ("name",))
_TOOL = Structure({"toolSpec": _SPEC, "systemTool": _NAMED, "cachePoint": _CACHE_POINT}, union="Tool")
_CHOICE = Structure({"auto": Structure({}), "any": Structure({}), "tool": _NAMED}, union="ToolChoice")
_JSON_SCHEMA = Structure({"schema": _STRING, "name": _STRING, "description": _STRING}, ("schema",))
_FORMAT = Structure(
    {
        "type": _one_of("json_schema"),
        "structure": Structure({"jsonSchema": _JSON_SCHEMA}, union="OutputFormatStructure"),
    },
    ("type", "structure"),
)

CONVERSE_REQUEST = Structure(
    {
        "messages": Array(_MESSAGE),
        "system": Array(_SYSTEM),
        "inferenceConfig": _INFERENCE,
        "toolConfig": Structure({"tools": Array(_TOOL, 1), "toolChoice": _CHOICE}, ("tools",)),
        "guardrailConfig": Structure(
            {"guardrailIdentifier": _STRING, "trace": _one_of("enabled disabled enabled_full")}
        ),
        "additionalModelRequestFields": Document(),
        "additionalModelResponseFieldPaths": Array(Text(1, 256), 0, 10),
        "performanceConfig": Structure({"latency": _one_of("standard optimized")}),
        "serviceTier": Structure({"type": _one_of("priority default flex reserved")}, ("type",)),
        "outputConfig": Structure({"textFormat": _FORMAT, "effort": Text(0, 16)}),
    }
)
"""The body of Converse and ConverseStream, which are the same."""
