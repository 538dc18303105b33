"""What a request may ask by the rules of the API, but not of a model that improvises.

A model that quietly ignored these would let a program pass that fails on the real thing. A script can play them all.
"""

from fakes.model.field import Field
from fakes.model.model_name import ModelName


def check_capabilities(body: Field, model: ModelName) -> None:
    """Judge whether the improvising model can do what is asked.

    Raises:
        FieldError: log probabilities or a tool call are demanded, or JSON of a model whose answer must have a length.
    """
    logprobs = body.get("logprobs")
    if logprobs and logprobs.boolean():
        raise logprobs.fail("is not supported by this model; script the answer instead", "unsupported_parameter")
    form = body.get("response_format")
    if form and model.fake_id == "long" and (kind := form.require("type").string()) != "text":
        raise form.fail(
            f"of type '{kind}' is not supported by this model; script the answer instead", "unsupported_value"
        )
    choice = body.get("tool_choice")
    if choice and choice.value not in ("none", "auto"):
        raise choice.fail("demands a tool call, which this model does not make; script it instead", "unsupported_value")
