import numpy as np
import pandas as pd

from broadsheet.entities import describe_entities
from planted_names import mark


def describe(text: str, *, q: float, n_aliases: int = 0) -> str:
    mentions, _ = mark(text)
    edges = pd.DataFrame({"q": [q]})
    return describe_entities(mentions, edges, reading="Names by hand.", n_sentences=2, n_aliases=n_aliases)


def test_the_methods_sentence_counts_what_there_is():
    said = describe("[P:Ada Orr] slept. [P:Ada Orr] woke in [L:Kyiv].", q=0.5)
    assert said.startswith("Names by hand. Lines of text") and "3 mentions of 2 names (persons and places)" in said
    assert "1 pairs share at least one of 2 sentences" in said


def test_the_test_is_told_only_where_there_was_one_and_aliases_where_there_are_some():
    assert "Heyse" in describe("[P:Ada]", q=0.5) and "Heyse" not in describe("[P:Ada]", q=np.nan)
    assert "3 rows of the corpus's own" in describe("[P:Ada]", q=0.5, n_aliases=3)
    assert "list of aliases" not in describe("[P:Ada]", q=0.5)
