"""Which names are one: ours beside exact strings and a similarity of strings, B-cubed on planted names."""

from difflib import SequenceMatcher

import pytest

from broadsheet.entities.resolve import resolve_mentions
from planted_names import list_aliases, plant_names, score_b_cubed


def join_similar(names: list[str], *, least: float = 0.85) -> dict[str, str]:
    """Each name with the first one, in order, that it is similar to (Ratcliff and Obershelp's measure)."""
    heads: list[str] = []
    joined = {}
    for name in sorted(set(names)):
        joined[name] = next((head for head in heads if SequenceMatcher(None, name, head).ratio() >= least), name)
        heads += [name] * (joined[name] == name)
    return joined


@pytest.mark.parametrize("random_state", range(5))
def test_rules_of_a_reader_beat_similar_strings(random_state):
    mentions, documents, truth = plant_names(n_docs=300, random_state=random_state)
    ours, _ = resolve_mentions(mentions, documents, aliases=list_aliases())
    exact = mentions.merge(truth, on=["doc_id", "start"])
    similar = exact.assign(entity=exact.entity.map(join_similar(exact.entity.tolist())))
    scores = {}
    for name, found in {"ours": ours.merge(truth, on=["doc_id", "start"]), "exact": exact, "similar": similar}.items():
        persons = found[found.true_kind == "PERSON"]
        scores[name] = (
            score_b_cubed(persons.entity, persons.truth),
            score_b_cubed(found.entity, found.truth),
        )
        print(name, *(f"{100 * value:.1f}" for score in scores[name] for value in score))
    (precision, _, persons), (*_, every) = scores["ours"]
    assert precision >= 0.99 and persons >= 0.98 and every >= 0.94
    assert all(scores["ours"][at][2] > scores[peer][at][2] for peer in ("exact", "similar") for at in (0, 1))
