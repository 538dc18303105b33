"""What every answer of an application needs, streamed or not."""

from dataclasses import dataclass

from service.conversation import Conversation
from service.ids import Ids
from service.model_request import ModelDefaults
from service.ui_messages import MessageLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """Made once, by the settings.

    Attributes:
        conversation: who answers.
        defaults: what the settings say about every request to a model.
        limits: how much conversation is read.
        ids: where messages' ids come from.
    """

    conversation: Conversation
    defaults: ModelDefaults
    limits: MessageLimits
    ids: Ids
