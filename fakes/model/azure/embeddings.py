"""POST .../embeddings: OpenAI's, by a model that is a deployment."""

from fakes.model.api_call import ApiCall
from fakes.model.azure.address import asked_model
from fakes.model.field import Field
from fakes.model.openai.embeddings import Embeddings


class AzureEmbeddings(Embeddings):
    """Makes vectors of texts: the same for the same text, deployment and seed."""

    def model(self, body: Field, call: ApiCall) -> str:
        """Return the name of the model.

        Raises:
            ApiError: a deployment is asked for without a version of the API.
            FieldError: there is none.
        """
        return asked_model(call, body)
