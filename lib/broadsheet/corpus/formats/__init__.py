"""Files of any kind in, records out: ``stream.read_stream`` is the door."""
