"""Bytes in, text out: encodings and lines."""

import codecs
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.corpus.formats.decode import (
    LongLine,
    decode,
    decode_lines,
    find_silent_utf16,
    join_chunks,
    peek,
    plain_stream,
    read_batches,
)
from broadsheet.errors import InputError

STORY = "Der Fluss trat über die Ufer, sagte Zoë. «Déjà vu», antwortete der Kellner.\n"
any_text = st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=200)


def lines_of(data: bytes, **options) -> list:
    return [line for batch in read_batches(io.BytesIO(data), **options) for line in batch]


def unseekable(data: bytes, size: int = 7):
    """A stream that cannot be sought, as from a pipe, in pieces of ``size``."""
    return join_chunks(data[at : at + size] for at in range(0, len(data), size))


@given(any_text)
@settings(max_examples=50, deadline=None)
def test_any_utf_8_is_decoded_to_the_very_text(text):
    assert decode(text.encode()) == (text, "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding(encoding):
    assert decode(STORY.encode(encoding)) == (STORY, f"byte-order mark, decoded as {encoding}")


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_BE, "utf-32-be")])
def test_a_mark_of_the_other_byte_order_is_obeyed_too(mark, encoding):
    assert decode(mark + STORY.encode(encoding))[0] == STORY


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen_by_its_zeros(encoding):
    text, remark = decode(STORY.encode(encoding))
    assert text == STORY
    assert remark == f"no byte-order mark, decoded as {encoding} (a guess: check it)"


def test_a_text_in_utf_8_is_not_taken_for_utf_16():
    assert find_silent_utf16(STORY.encode()) == ""


def test_a_few_nul_bytes_are_taken_out_and_counted():
    assert decode(b"The river\0 rose two metres\0 in a day, she said.") == (
        "The river rose two metres in a day, she said.",
        "2 NUL bytes taken out",
    )


def test_a_stray_byte_in_a_text_of_utf_8_is_read_as_what_it_mostly_is():
    text, remark = decode(STORY.encode() + b"It\x92s over.")
    assert text == STORY + "It’s over."
    assert remark == "not all UTF-8, its other bytes decoded as cp1252 (a guess: check accents and quotes)"


def test_lines_with_a_stray_byte_are_read_too():
    lines, encoding = decode_lines([STORY.strip().encode() + b" It\x92s over.", b"plain"], "")
    assert (lines, encoding) == ([STORY.strip() + " It’s over.", "plain"], "utf-8")


@pytest.mark.parametrize(
    "data", [b"\0\1\2", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(256)) * 20, b"PK\3\4\x14\0\0\0\x08\0\xff\xfe\x01"]
)
def test_binary_data_is_refused_with_what_was_expected(data):
    with pytest.raises(InputError, match=r"binary file.*expected text; export it as UTF-8"):
        decode(data)


@pytest.mark.parametrize("data", [b"", b"One.", b"One.\n", b"One.\nTwo.", b"\n\nOne.\n\n", b"a\r\nb\r\n"])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_lines_are_those_of_a_split_whatever_the_pieces(data, size):
    expected = data.split(b"\n")
    expected = expected[:-1] if expected[-1] == b"" else expected
    assert [line for batch in read_batches(unseekable(data, size)) for line in batch] == expected


def test_a_line_beyond_the_limit_is_told_by_its_length_only():
    long = b"x" * 5000
    assert lines_of(b"a\n" + long + b"\nb\n" + long, limit=4000) == [
        b"a",
        LongLine(5000, long[:1000]),
        b"b",
        LongLine(5000, long[:1000]),
    ]


def test_a_line_beyond_the_limit_in_many_pieces_is_never_held():
    held = max(len(line) for line in lines_of(b"x" * 3_000_000 + b"\nb", limit=1_500_000) if isinstance(line, bytes))
    assert held == 1
    assert lines_of(b"x" * 3_000_000 + b"\nb", limit=1_500_000)[0].n_bytes == 3_000_000


def test_lines_of_two_encodings_are_each_read_in_their_own():
    old, new = "Straße über Köln nach Düsseldorf gesperrt", "Größe"
    lines, encoding = decode_lines([old.encode("cp1252"), new.encode(), b"plain"], "")
    assert (lines, encoding) == ([old, new, "plain"], "cp1252")


def test_an_encoding_once_found_is_kept():
    assert decode_lines(["żółć".encode("cp1250")], "cp1250") == (["żółć"], "cp1250")


@given(any_text, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
@settings(max_examples=50, deadline=None)
def test_a_marked_stream_becomes_utf_8_without_the_mark(text, encoding):
    data = text.encode(encoding)
    for stream in (io.BytesIO(data), unseekable(data)):
        plain, _ = plain_stream(stream)
        assert plain.read().decode() == text


def test_a_binary_stream_is_refused():
    with pytest.raises(InputError, match="binary file"):
        plain_stream(io.BytesIO(bytes(range(256)) * 20))


@given(st.binary(max_size=100), st.integers(0, 120))
@settings(max_examples=50, deadline=None)
def test_a_peek_takes_nothing_away(data, n_bytes):
    for stream in (io.BytesIO(data), unseekable(data)):
        head, stream = peek(stream, n_bytes)
        assert (head, stream.read()) == (data[:n_bytes], data)
