"""How likely each token was: numbers that look like a model's, and follow from the seed."""

import math

from fakes.model.dialect import Logprob
from fakes.model.text.chooser import Chooser

_SURE = tuple(range(500, 1000))
_ALTERNATIVES = (" the", " a", " and", ".", ",", " of", " to", " in", "\n", " is", " it", " that", "!", " you", " I",
                 " on", " for", " with", " as", " was", " be", " at")  # fmt: skip


def rated(position: int, token: str, *, top: int, seed: str) -> Logprob:
    """Return how likely ``token`` was at ``position``, with the ``top`` most likely tokens there, itself among them."""
    chooser = Chooser("logprobs", seed, str(position), token)
    probability = chooser.pick(_SURE) / 1000
    chosen = (token, _log(probability))
    others = []
    left = 1 - probability
    for other in (other for other in _ALTERNATIVES if other != token):
        left /= 2
        others.append((other, _log(left)))
    return Logprob(token, chosen[1], tuple((chosen, *others)[:top]))


def _log(probability: float) -> float:
    # Rounded: the last digits of a logarithm are the C library's own.
    return round(math.log(probability), 6)
