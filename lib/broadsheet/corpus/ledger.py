"""The rows of the ledger: what was dropped, cut, changed or doubted, and why."""


def note(doc_id: str, step: str, action: str, reason: str, text: str = "", start: int = -1, end: int = -1) -> dict:
    """One ledger row; the columns are those of ``tables.TABLES["ledger"]``. A reason is one line."""
    if "\n" in reason:
        reason = " ".join(reason.split())
    return {
        "doc_id": doc_id, "step": step, "action": action, "reason": reason,
        "text": text, "start": start, "end": end,
    }  # fmt: skip
