"""The sentence for the methods section: how names were found, joined and paired."""

import pandas as pd

KIND_WORDS = {"PERSON": "persons", "ORG": "organisations", "PLACE": "places"}


def describe_entities(
    mentions: pd.DataFrame, edges: pd.DataFrame, *, reading: str, n_sentences: int, n_aliases: int
) -> str:
    """What an author can paste.

    ``reading`` says who found the names (``describe_model``, ``describe_sample``), ``n_sentences`` is the number of
    sentences with a name, ``n_aliases`` the rows of the corpus's aliases.csv.
    """
    kinds = [words for kind, words in KIND_WORDS.items() if kind in set(mentions.kind)] or ["names"]
    listed = " and ".join([", ".join(kinds[:-1]), kinds[-1]]) if len(kinds) > 1 else kinds[0]
    aliases = f" {n_aliases:,} rows of the corpus's own list of aliases were applied." if n_aliases else ""
    tested = (
        " The witness of a pair is the document: expected are the documents with such a sentence when each name has as "
        "many partners as it has and they mix at random (Chung and Lu 2002, no pairs of a name with itself), tails are "
        "Poisson's, q is Benjamini and Hochberg's for counts (Heyse 2011) over all pairs."
    )
    return (
        f"{reading} Lines of text freed of furniture were read, capitals of headlines put right, titles taken off: "
        f"{len(mentions):,} mentions of {mentions.entity.nunique():,} names ({listed}). Bare surnames were joined to "
        f"the full name in the same document, full names found once were looked for everywhere, kinds decided by "
        f"majority over the corpus, in which peoples, works and events vote too.{aliases} {len(edges):,} pairs share "
        f"at least one of {n_sentences:,} sentences with a name.{tested if edges.q.notna().any() else ''}"
    )
