"""Tools, calls, results and thoughts that the API refuses, in its own words."""

import pytest

from tests.fakes.model.anthropic.blocks import assistant, called, result, text, user
from tests.fakes.model.anthropic.clients import Json
from tests.fakes.model.anthropic.refusals import HI, refuses, said

pytestmark = pytest.mark.anyio

SCHEMA = {"type": "object"}
TOOL = {"name": "look", "input_schema": SCHEMA}
ENABLED = {"type": "enabled", "budget_tokens": 1024}
UNANSWERED = (
    "`tool_use` ids were found without `tool_result` blocks immediately after: {}. Each `tool_use` block must have a "
    "corresponding `tool_result` block in the next message."
)
ORPHAN = (
    "unexpected `tool_use_id` found in `tool_result` blocks: {}. Each `tool_result` block must have a corresponding "
    "`tool_use` block in the previous message."
)
NOT_IN_RESULTS = (
    "Input tag 'tool_use' found using 'type' does not match any of the expected tags: "
    "'text', 'image', 'search_result', 'document', 'tool_reference', 'browser_state'"
)
NO_CHOICE = (
    "Input tag 'required' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'"
)
THOUGHTLESS = (
    "Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` "
    "message must start with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks)."
)


TOOL_TURNS: list[tuple[Json, str]] = [
    (said(HI, assistant(called("c1"))), f"messages.1: {UNANSWERED.format('c1')}"),
    (said(HI, assistant(called("c1"), called("c2")), user(result("c1"))), f"messages.1: {UNANSWERED.format('c2')}"),
    (said(HI, assistant(called("c1")), HI), f"messages.1: {UNANSWERED.format('c1')}"),
    (said(HI, assistant(called("c1")), user(text("Well"), result("c1"))), f"messages.1: {UNANSWERED.format('c1')}"),
    (said(HI, assistant(called("c1")), HI, user(result("c1"))), f"messages.1: {UNANSWERED.format('c1')}"),
    (said(user(result("c1"))), f"messages.0.content.0: {ORPHAN.format('c1')}"),
    (said(HI, assistant(called("c1")), user(result("c1"), result("c9"))),
     f"messages.2.content.1: {ORPHAN.format('c9')}"),
    (said(HI, assistant(called("c1")), user(result("c1")), assistant(text("So")), user(result("c1"))),
     f"messages.4.content.0: {ORPHAN.format('c1')}"),
    (said(HI, assistant(called("c1")), user(result("c1"), result("c1"))),
     "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: c1"),
    (said(HI, assistant(called("c1"), called("c1"))), "messages: `tool_use` ids must be unique"),
    (said(HI, assistant(called("a.b"))),
     "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"),
    (said(HI, assistant({**called("c1"), "input": "{}"})),
     "messages.1.content.0.tool_use.input: Input should be a valid dictionary"),
    (said(HI, assistant(called("c1")), user(result("c1", is_error=True))),
     "messages.2.content.0.tool_result: content cannot be empty if `is_error` is true"),
    (said(HI, assistant(called("c1")), user(result("c1", content=[called("c2")]))),
     f"messages.2.content.0.tool_result.content.0: {NOT_IN_RESULTS}"),
]  # fmt: skip

TOOLS: list[tuple[Json, str]] = [
    ({"tools": [{"name": "look"}]}, "tools.0.custom.input_schema: Field required"),
    ({"tools": [{"input_schema": SCHEMA}]}, "tools.0.custom.name: Field required"),
    ({"tools": [{"name": "a b", "input_schema": SCHEMA}]},
     "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"),
    ({"tools": [{"name": "look", "input_schema": {"type": "array"}}]},
     "tools.0.custom.input_schema.type: Input should be 'object'"),
    ({"tools": [{**TOOL, "parameters": {}}]}, "tools.0.custom.parameters: Extra inputs are not permitted"),
    ({"tools": [{**TOOL, "type": "function"}]},
     "tools.0: Input tag 'function' found using 'type' does not match any of the expected tags: 'custom'"),
    ({"tools": [TOOL, TOOL]}, "tools: Tool names must be unique."),
    ({"tool_choice": {"type": "auto"}}, "tool_choice may only be specified while providing tools"),
    ({"tools": [TOOL], "tool_choice": {"type": "tool"}}, "tool_choice.tool.name: Field required"),
    ({"tools": [TOOL], "tool_choice": {"type": "tool", "name": "see"}}, "Tool 'see' not found in provided tools"),
    ({"tools": [TOOL], "tool_choice": {"type": "required"}},
     f"tool_choice: {NO_CHOICE}"),
    ({"tools": [TOOL], "tool_choice": {"type": "none", "disable_parallel_tool_use": True}},
     "tool_choice.none.disable_parallel_tool_use: Extra inputs are not permitted"),
]  # fmt: skip

THINKING: list[tuple[Json, str]] = [
    ({"thinking": {"type": "enabled"}}, "thinking.enabled.budget_tokens: Field required"),
    ({"thinking": {"type": "enabled", "budget_tokens": 1023}},
     "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"),
    ({"thinking": {"type": "adaptive", "budget_tokens": 1024}},
     "thinking.adaptive.budget_tokens: Extra inputs are not permitted"),
    ({"thinking": {"type": "adaptive", "display": "all"}},
     "thinking.adaptive.display: Input should be 'summarized' or 'omitted'"),
    ({"thinking": ENABLED, "max_tokens": 1024}, "`max_tokens` must be greater than `thinking.budget_tokens`."),
    ({"thinking": ENABLED, "temperature": 0.5}, "`temperature` may only be set to 1 when thinking is enabled."),
    ({"thinking": ENABLED, "top_k": 5}, "`top_k` must be unset when thinking is enabled."),
    ({"thinking": ENABLED, "top_p": 0.9},
     "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled."),
    ({"thinking": ENABLED, "tools": [TOOL], "tool_choice": {"type": "any"}},
     "Thinking may not be enabled when tool_choice forces tool use."),
    ({"thinking": ENABLED, **said(HI, assistant(called("c1")), user(result("c1")))},
     f"messages.1.content.0.type: {THOUGHTLESS}"),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "complaint"), TOOL_TURNS)
async def test_calls_and_results_that_do_not_meet_are_refused(origin: str, parameters: Json, complaint: str) -> None:
    await refuses(origin, parameters, complaint)


@pytest.mark.parametrize(("parameters", "complaint"), TOOLS)
async def test_a_tool_that_cannot_be_is_refused(origin: str, parameters: Json, complaint: str) -> None:
    await refuses(origin, parameters, complaint)


@pytest.mark.parametrize(("parameters", "complaint"), THINKING)
async def test_a_thought_that_cannot_be_is_refused(origin: str, parameters: Json, complaint: str) -> None:
    await refuses(origin, parameters, complaint)
