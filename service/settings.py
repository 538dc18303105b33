"""Every setting: its environment variable, its meaning, its default. Documented here and nowhere else.

========================  =================  =======================================================================
variable                  default            meaning
========================  =================  =======================================================================
CHAT_MODEL                openai/gpt-4o-mini the model, ``provider/name`` as litellm spells it; without a provider it
                                             is OpenAI's
ALLOWED_MODELS            (none)             models, comma-separated, that a request's ``model`` may name besides
                                             CHAT_MODEL
TEMPERATURE               0.7                0 to 2
MAX_OUTPUT_TOKENS         1000               where the model stops, finishing with ``length``
REASONING_EFFORT          (none)             low, medium or high: how much a model is to think, which may show its
                                             thoughts then; Claude needs MAX_OUTPUT_TOKENS above 1024, 2048 or 4096
                                             for it; none: as the provider has it
SYSTEM_PROMPT             (none)             put before every conversation
OPENAI_API_KEY            (none)             key for ``openai/`` models; other providers read litellm's own variables,
                                             such as ANTHROPIC_API_KEY
OPENAI_BASE_URL           (OpenAI)           another server that speaks OpenAI's dialect, ending in ``/v1``
MAX_RETRIES               0                  how often a refused provider request is sent again; each retry delays
                                             the error that the user sees
LANE                      auto               who asks the model: lean, by ourselves; litellm; or auto, by ourselves what
                                             is known for sure (``service.providers.lean.providers``), else litellm
WARM_LITELLM              auto               when litellm, seconds of import, is loaded: start; never before it is
                                             needed; or auto: at start for CHAT_MODEL, after the first answer for
                                             ALLOWED_MODELS, not at all where no model needs it
FAKE_LLM                  0                  1: answer from the built-in fake model, no key, no network
FAKE_FIRST_MS             250                the fake's milliseconds before its first token
FAKE_DELAY_MS             25                 the fake's milliseconds between tokens
FAKE_SCRIPTS              contracts/v1       scripts for the fake, chosen by the model ``fake/<id>``; empty: none
FAKE_SCENARIOS            (none)             files and folders of scenarios for the fake, separated by ``:`` (on Windows
                                             ``;``), chosen by what is asked; they are read again when they change
FAKE_SEED                 tokenwire          another seed lets the fake say other words, with other ids
INSPECTOR                 auto               the page at ``/`` that shows what is sent: on, off, or auto: while faking
CHAT_PAGE                 auto               the page with a chat at ``/chat/``: on, off, or auto: while faking, where
                                             CHAT_PAGE_FOLDER names one
CHAT_PAGE_FOLDER          (none)             where it is, built as web/README.md says; the container has one
CORS_ALLOW_ORIGINS        (none)             origins, comma-separated, or ``*``; while faking ``*`` is the default
OPERATIONS                (none)             modules, comma-separated, imported at start, that register operations with
                                             ``service.operations.operation``, or schemas with
                                             ``service.object_schemas.object_schema``
TOOLS                     (none)             modules, comma-separated, imported at start, that register tools with
                                             ``service.tools.tool``; while faking ``service.example_tools`` is the
                                             default
TOOL_TIMEOUT              60                 seconds for one call of a tool
MAX_STEPS                 5                  how often the model is asked in one answer: each time that it calls tools,
                                             it is asked again with what they returned
HOST                      127.0.0.1          address to listen on
PORT                      8080               port to listen on; 0 takes a free one
LOG_LEVEL                 info               debug, info, warning or error
MAX_BODY_BYTES            6291456            largest request body; Lambda's own limit
BODY_TIMEOUT              30                 seconds that a client gets to send its request
MAX_MESSAGES              500                most messages in a request
MAX_MESSAGE_CHARS         200000             most characters of text in one message
FIRST_CHUNK_TIMEOUT       60                 seconds to wait for the model's first chunk
IDLE_TIMEOUT              60                 seconds to wait for each later chunk
REQUEST_TIMEOUT           300                seconds for a whole answer
HEARTBEAT                 15                 seconds of silence until a stream on Lambda says that it lives; 0: never
SHUTDOWN_GRACE            30                 seconds that running streams get to finish when the service is stopped
RESUME                    off                where running streams are kept for clients that come back: off, memory, or
                                             redis for more than one process; on, a client that leaves stops nothing
REDIS_URL                 redis://localhost  Redis 6.2 or newer, for RESUME=redis; ``rediss://`` and ``unix://`` too
RESUME_GRACE              0                  seconds for which a finished stream can still be followed
RESUME_MAX_BYTES          1048576            bytes kept of a stream; a longer one can't be resumed
========================  =================  =======================================================================
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

from service.discreet import Discreet
from service.model_choice import with_provider
from service.provider_keys import KEY_VARIABLES
from service.setting_values import boolean, choice, integer, models, modules, number, paths, redis_url, words

Lane = Literal["auto", "lean", "litellm"]
Warmth = Literal["auto", "start", "never"]

_CONTRACTS = Path(__file__).resolve().parent.parent / "contracts" / "v1"
_SECRET_ENDINGS = ("_API_KEY", "_TOKEN", "_SECRET", "_SECRET_ACCESS_KEY", "_PASSWORD", "REDIS_URL")


class SettingsError(ValueError):
    """A variable holds what it may not hold; the message names it."""


class Settings(Discreet, frozen=True, kw_only=True):
    """The service's settings, parsed and checked; see the table above for meanings and units."""

    hidden: ClassVar[frozenset[str]] = frozenset({"openai_api_key", "redis_url", "secrets"})

    chat_model: str = "openai/gpt-4o-mini"
    allowed_models: tuple[str, ...] = ()
    temperature: float = 0.7
    max_output_tokens: int = 1000
    reasoning_effort: str = ""
    system_prompt: str = ""
    openai_api_key: str | None = None
    openai_base_url: str | None = None
    max_retries: int = 0
    lane: Lane = "auto"
    warm_litellm: Warmth = "auto"
    fake_llm: bool = False
    fake_first_ms: float = 250.0
    fake_delay_ms: float = 25.0
    fake_scripts: Path | None = _CONTRACTS
    fake_scenarios: tuple[Path, ...] = ()
    fake_seed: str = "tokenwire"
    inspector: str = "auto"
    chat_page: str = "auto"
    chat_page_folder: Path | None = None
    cors_allow_origins: tuple[str, ...] | None = None
    operations: tuple[str, ...] = ()
    tools: tuple[str, ...] | None = None
    tool_timeout: float = 60.0
    max_steps: int = 5
    host: str = "127.0.0.1"
    port: int = 8080
    log_level: str = "info"
    max_body_bytes: int = 6_291_456
    body_timeout: float = 30.0
    max_messages: int = 500
    max_message_chars: int = 200_000
    first_chunk_timeout: float = 60.0
    idle_timeout: float = 60.0
    request_timeout: float = 300.0
    heartbeat: float = 15.0
    shutdown_grace: float = 30.0
    resume: str = "off"
    redis_url: str = "redis://localhost"
    resume_grace: float = 0.0
    resume_max_bytes: int = 1_048_576
    secrets: tuple[str, ...] = ()
    """Values that no log line may hold: those of every variable that is named like a key."""
    keys: frozenset[str] = frozenset()
    """Names of the provider key variables that are set."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings in ``environ``. An empty or blank variable counts as unset, except FAKE_SCRIPTS.

        Raises:
            SettingsError: a value is not what the table says.
        """
        given = {name: stripped for name, value in environ.items() if (stripped := value.strip())}
        values: dict[str, Any] = {
            variable.lower(): _parsed(variable, given[variable], parse)
            for variable, parse in _PARSERS.items()
            if variable in given
        }
        if "FAKE_SCRIPTS" in environ.keys() - given.keys():
            values["fake_scripts"] = None
        return cls(
            **values,
            secrets=tuple(value for name, value in given.items() if name.endswith(_SECRET_ENDINGS)),
            keys=KEY_VARIABLES & given.keys(),
        )

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins that browsers may call from: everyone while faking, nobody else, unless told otherwise."""
        if self.cors_allow_origins is not None:
            return self.cors_allow_origins
        return ("*",) if self.fake_llm else ()

    @property
    def shows_inspector(self) -> bool:
        """Whether the page at ``/`` is served: while faking, unless told otherwise."""
        return self.fake_llm if self.inspector == "auto" else self.inspector == "on"

    @property
    def shows_chat_page(self) -> bool:
        """Whether the page at ``/chat/`` is served: while faking, where there is one, unless told otherwise."""
        if self.chat_page == "auto":
            return self.fake_llm and self.chat_page_folder is not None
        return self.chat_page == "on"

    @property
    def tool_modules(self) -> tuple[str, ...]:
        """Modules whose tools are served: the two examples while faking, none without it, unless told otherwise."""
        if self.tools is not None:
            return self.tools
        return ("service.example_tools",) if self.fake_llm else ()


def _parsed(variable: str, text: str, parse: Callable[[str], object]) -> object:
    try:
        return parse(text)
    except ValueError as error:
        raise SettingsError(f"{variable} {error}, but is {text!r}") from None


_SECONDS = number(least=0.001, most=86_400.0)

_PARSERS: Mapping[str, Callable[[str], object]] = {
    "CHAT_MODEL": with_provider,
    "ALLOWED_MODELS": models,
    "TEMPERATURE": number(most=2.0),
    "MAX_OUTPUT_TOKENS": integer(least=1),
    "REASONING_EFFORT": choice("low", "medium", "high"),
    "SYSTEM_PROMPT": str,
    "OPENAI_API_KEY": str,
    "OPENAI_BASE_URL": str,
    "MAX_RETRIES": integer(most=10),
    "LANE": choice("auto", "lean", "litellm"),
    "WARM_LITELLM": choice("auto", "start", "never"),
    "FAKE_LLM": boolean,
    "FAKE_FIRST_MS": number(),
    "FAKE_DELAY_MS": number(),
    "FAKE_SCRIPTS": Path,
    "FAKE_SCENARIOS": paths,
    "FAKE_SEED": str,
    "INSPECTOR": choice("auto", "on", "off"),
    "CHAT_PAGE": choice("auto", "on", "off"),
    "CHAT_PAGE_FOLDER": Path,
    "CORS_ALLOW_ORIGINS": words,
    "OPERATIONS": modules,
    "TOOLS": modules,
    "TOOL_TIMEOUT": _SECONDS,
    "MAX_STEPS": integer(least=1, most=1000),
    "HOST": str,
    "PORT": integer(most=65_535),
    "LOG_LEVEL": choice("debug", "info", "warning", "error"),
    "MAX_BODY_BYTES": integer(least=1),
    "BODY_TIMEOUT": _SECONDS,
    "MAX_MESSAGES": integer(least=1),
    "MAX_MESSAGE_CHARS": integer(least=1),
    "FIRST_CHUNK_TIMEOUT": _SECONDS,
    "IDLE_TIMEOUT": _SECONDS,
    "REQUEST_TIMEOUT": _SECONDS,
    "HEARTBEAT": number(most=86_400.0),
    "SHUTDOWN_GRACE": _SECONDS,
    "RESUME": choice("off", "memory", "redis"),
    "REDIS_URL": redis_url,
    "RESUME_GRACE": number(most=86_400.0),
    "RESUME_MAX_BYTES": integer(least=1),
}
