"""What became of a corpus, counted and told."""
