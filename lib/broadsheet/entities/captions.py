"""Caption and alt text of each figure, from the tables it draws: a dict for ``figures.save``."""

import pandas as pd

MOST_NAMED = 5  # names or pairs that an alt text tells
ALL_WINDOWS = 3


def caption_names(names: pd.DataFrame, *, n_top: int, n_documents: int, reading: str) -> dict[str, str]:
    """Of ``draw_names``: ``names`` are all of ``count_names``, ``reading`` says who found them (``describe_model``)."""
    return {
        "caption": f"The first {min(n_top, len(names))} of {_count(len(names), 'name')} in "
        f"{_count(n_documents, 'article')}, by articles (the number), then mentions (the line), then alphabet; beside "
        f"them, where outlets are known, the share of each outlet's articles that name them. {reading}",
        "alt": f"Names by number of articles; the first are {_list(names.entity)}.",
    }


def caption_saturation(saturation: pd.DataFrame, *, reading: str) -> dict[str, str]:
    """Of ``draw_saturation``: the table as ``find_names`` gives it, and who found the names."""
    told, chosen = "No name was found.", ""
    if len(saturation):
        last = saturation.iloc[-1]
        told = (
            f"{last.n_names:,.0f} names in the text of {_count(int(last.n_docs), 'article')}, {last.n_repeated:,.0f} "
            f"of them in two or more; {100 * last.coverage:.0f} % of the places of names in further articles are "
            f"expected to hold one that is known."
        )
        if last.is_chosen:
            n_whole = int(saturation[~saturation.is_chosen].n_docs.max())
            chosen = (
                "The diamonds are what was found with sentences chosen for their names beside "
                f"{_count(n_whole, 'article')} read whole. "
            )
    return {
        "caption": f"Names expected when fewer articles are read, in random order (Chao and Jost 2012). {chosen}{told} "
        f"{reading}",
        "alt": told,
    }


def caption_network(
    drawn: pd.DataFrame, *, n_documents: int, selection: str, verdict: str, reading: str
) -> dict[str, str]:
    """Of ``draw_network``: ``selection`` says which pairs are drawn (``describe_backbone``), ``verdict`` is the
    sentence of ``judge_size``."""
    pairs = drawn.source + " -- " + drawn.target
    return {
        "caption": f"Names that share a sentence in {_count(n_documents, 'article')}. {selection} Width grows with the "
        f"sentences, markers with the articles; the shape is the kind, the face the group, the line what the key says. "
        f"{verdict} {reading}",
        "alt": f"A network of {_count(len({*drawn.source, *drawn.target}), 'name')} and {_count(len(drawn), 'line')}; "
        f"first by evidence: {_list(pairs)}.",
    }


def caption_windows(drawn: pd.DataFrame, *, reading: str) -> dict[str, str]:
    """Of ``draw_windows``: the rows of ``pick_windows``."""
    n_windows = drawn.support.str.split().str.len()
    some = (n_windows > 0) & (n_windows < ALL_WINDOWS)
    return {
        "caption": "The pairs with the best rank in any window: where each stands by the sentences, the paragraphs and "
        f"the articles that name both. {reading}",
        "alt": f"{_count(len(drawn), 'pair')}: {int((n_windows == ALL_WINDOWS).sum())} more than chance in all three "
        f"windows, {int(some.sum())} in some, {int((n_windows == 0).sum())} in none or untested.",
    }


def caption_matrix(counts: pd.DataFrame, *, reading: str) -> dict[str, str]:
    """Of ``draw_matrix``: the square table of ``count_matrix``."""
    return {
        "caption": f"Sentences shared by {_count(len(counts), 'name')} of the dense core, those left longest when "
        "names with the fewest partners are taken away (k-cores); names with like partners stand side by "
        f"side. {reading}",
        "alt": f"A square of {_count(len(counts), 'name')}: {_list(counts.index)}.",
    }


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _list(names) -> str:
    names = list(names)
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more if names else "none"
