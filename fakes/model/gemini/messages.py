"""The messages of Gemini's requests: their fields by their names in protobuf, and the kind of each.

Source: google.ai.generativelanguage.v1beta as the typed models of google-genai 3.4 know it, with what only Vertex AI
has. A kind is a scalar of protobuf, ``struct`` (any object), ``value`` (anything), an enum, or a message; ``X[]`` is
several of it, ``{X}`` a map from names to it.
"""

from collections.abc import Mapping

_FIELDS = {
    "GenerateContentRequest": """
        model:string contents:Content[] system_instruction:Content tools:Tool[] tool_config:ToolConfig
        safety_settings:SafetySetting[] generation_config:GenerationConfig cached_content:string service_tier:string
        store:bool labels:{string} model_armor_config:struct
    """,
    "Content": "parts:Part[] role:string",
    "Part": """
        text:string inline_data:Blob file_data:FileData function_call:FunctionCall
        function_response:FunctionResponse executable_code:ExecutableCode code_execution_result:CodeExecutionResult
        tool_call:struct tool_response:struct thought:bool thought_signature:bytes video_metadata:struct
        media_resolution:struct part_metadata:struct
    """,
    "Blob": "mime_type:string data:bytes display_name:string",
    "FileData": "mime_type:string file_uri:string display_name:string",
    "FunctionCall": "id:string name:string args:struct",
    "FunctionResponse": """
        id:string name:string response:struct will_continue:bool scheduling:string parts:FunctionResponsePart[]
    """,
    "FunctionResponsePart": "inline_data:Blob file_data:FileData",
    "ExecutableCode": "id:string language:string code:string",
    "CodeExecutionResult": "id:string outcome:string output:string",
    "Tool": """
        function_declarations:FunctionDeclaration[] google_search:struct google_search_retrieval:struct
        code_execution:struct url_context:struct computer_use:struct file_search:struct google_maps:struct
        retrieval:struct enterprise_web_search:struct mcp_servers:value
    """,
    "FunctionDeclaration": """
        name:string description:string parameters:Schema parameters_json_schema:value response:Schema
        response_json_schema:value behavior:Behavior
    """,
    "Schema": """
        type:Type format:string title:string description:string nullable:bool enum:string[] items:Schema
        max_items:int64 min_items:int64 properties:{Schema} required:string[] min_properties:int64 max_properties:int64
        min_length:int64 max_length:int64 pattern:string example:value any_of:Schema[] property_ordering:string[]
        default:value minimum:double maximum:double additional_properties:value
    """,
    "ToolConfig": """
        function_calling_config:FunctionCallingConfig retrieval_config:struct
        include_server_side_tool_invocations:bool
    """,
    "FunctionCallingConfig": "mode:Mode allowed_function_names:string[] stream_function_call_arguments:bool",
    "SafetySetting": "category:HarmCategory threshold:HarmBlockThreshold method:string",
    "GenerationConfig": """
        candidate_count:int32 stop_sequences:string[] max_output_tokens:int32 temperature:float top_p:float top_k:int32
        seed:int32 response_mime_type:string response_schema:Schema response_json_schema:value presence_penalty:float
        frequency_penalty:float response_logprobs:bool logprobs:int32 enable_enhanced_civic_answers:bool
        response_modalities:Modality[] speech_config:struct image_config:struct thinking_config:ThinkingConfig
        media_resolution:string audio_timestamp:bool routing_config:struct model_selection_config:struct
        enable_affective_dialog:bool
    """,
    "ThinkingConfig": "include_thoughts:bool thinking_budget:int32 thinking_level:ThinkingLevel",
    "CountTokensRequest": """
        model:string contents:Content[] generate_content_request:GenerateContentRequest system_instruction:Content
        tools:Tool[] generation_config:GenerationConfig instances:value
    """,
    "EmbedContentRequest": """
        model:string content:Content task_type:string title:string output_dimensionality:int32 auto_truncate:bool
        embed_content_config:struct
    """,
    "BatchEmbedContentsRequest": "model:string requests:EmbedContentRequest[]",
}

MESSAGES: Mapping[str, Mapping[str, str]] = {
    name: dict(field.split(":") for field in fields.split()) for name, fields in _FIELDS.items()
}
"""Every message: its fields, and the kind of each."""

ENUMS: Mapping[str, tuple[str, ...]] = {
    "Behavior": ("UNSPECIFIED", "BLOCKING", "NON_BLOCKING"),
    "HarmBlockThreshold": (
        "HARM_BLOCK_THRESHOLD_UNSPECIFIED",
        "BLOCK_LOW_AND_ABOVE",
        "BLOCK_MEDIUM_AND_ABOVE",
        "BLOCK_ONLY_HIGH",
        "BLOCK_NONE",
        "OFF",
    ),
    "HarmCategory": (
        "HARM_CATEGORY_UNSPECIFIED",
        "HARM_CATEGORY_HARASSMENT",
        "HARM_CATEGORY_HATE_SPEECH",
        "HARM_CATEGORY_SEXUALLY_EXPLICIT",
        "HARM_CATEGORY_DANGEROUS_CONTENT",
        "HARM_CATEGORY_CIVIC_INTEGRITY",
        "HARM_CATEGORY_JAILBREAK",
    ),
    "Modality": ("MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO", "VIDEO"),
    "Mode": ("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"),
    "ThinkingLevel": ("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"),
    "Type": ("TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"),
}
"""Every enum and its values, in the order of their numbers."""

PART_DATA = tuple(name for name in MESSAGES["Part"] if name not in (
    "thought", "thought_signature", "video_metadata", "media_resolution", "part_metadata",
))  # fmt: skip
"""The fields of a part of which exactly one must be there."""
