"""What is not the story is cut, with a record of every character: ``clean.clean_text`` is the door."""
