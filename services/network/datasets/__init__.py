"""The data sets that the product brings: vocabularies, example network, practice network.

Each is a function that returns records. The example and the practice network mark theirs with
``Provenance.origin``, so that they can be removed again; vocabularies stay.
"""

from services.network.datasets.basic_set import basics
from services.network.datasets.example_set import EXAMPLE_CENTRE, EXAMPLE_OPERATOR, example
from services.network.datasets.practice_set import PRACTICE_CENTRE, PRACTICE_OPERATOR, practice
from services.network.datasets.vocabulary_set import vocabularies

__all__ = [
    "vocabularies",
    "basics",
    "example",
    "EXAMPLE_CENTRE",
    "EXAMPLE_OPERATOR",
    "practice",
    "PRACTICE_CENTRE",
    "PRACTICE_OPERATOR",
]
