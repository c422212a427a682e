"""The day of an article, on ranked evidence: ``decide.find_date`` is the door."""
