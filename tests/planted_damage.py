"""A folder of all that goes wrong with files, and what of each is expected to be read and to be noted."""

import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

BROKEN_LINE = 48_113
N_LINES = 50_000
LONG_LINE = 500_000_000  # characters
ANY = -1  # some, but not how many
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0\x08\x06\0\0\0" + bytes(range(256)) * 40
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1500)


@dataclass(frozen=True)
class Case:
    """``n_read`` articles come of a file and, of reading and dating, exactly the ledger ``rows``
    (step, action, pattern of the reason). What stands in the file begins with its stem in all ids."""

    content: bytes
    n_read: int
    rows: tuple[tuple[str, str, str], ...]


def sentence(number: int) -> str:
    return f"The council of ward {number} met on the hill and voted {number % 40 + 2} to {number % 7} for the new well."


STORY = "\n".join(map(sentence, range(70_000, 70_012)))


def lines(*rows: dict) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def plain(at: int, **more) -> dict:
    return {"text": sentence(at)} | more


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return out.getvalue()


def many_lines() -> bytes:
    whole = lines(*(plain(at, id=f"long-{at}") for at in range(1, N_LINES + 1))).splitlines(keepends=True)
    whole[BROKEN_LINE - 1] = whole[BROKEN_LINE - 1][:30] + b"\n"
    return b"".join(whole)


def long_line(before: bytes, after: bytes, n: int = LONG_LINE) -> bytes:
    """Gzip members one after the other are one file: a line as long as one likes, made in no time."""
    block = gzip.compress(b"All work. " * 1_000_000, 1)
    return gzip.compress(before) + block * (n // 10_000_000) + gzip.compress(after)


def dropped(*patterns: str) -> tuple:
    return tuple(("read", "dropped", pattern) for pattern in patterns)


def changed(pattern: str) -> tuple:
    return (("read", "changed", pattern),)


def cases() -> dict[str, Case]:
    """File name -> what is in it and what is to come of it."""
    return _broken_off() | _too_long() | _unequal_rows() | _packed() | _odd_bytes() | _no_text() | _torn()


def _broken_off() -> dict[str, Case]:
    packed = gzip.compress(b"".join(lines(plain(71_000 + at, note=f"{at * 7919:x}")) for at in range(400)))
    broken = dropped(rf"no JSON object: line {BROKEN_LINE} of long\.jsonl is not a JSON object")
    again = r"damaged gzip file: {} breaks off after article \d+ .*fetch or compress it again"
    return {
        "good.txt": Case(STORY.encode(), 1, ()),
        "cut.jsonl.gz": Case(packed[: len(packed) // 2], ANY, dropped(again.format(r"cut\.jsonl\.gz"))),
        "halftext.txt.gz": Case(gzip.compress(STORY.encode())[:-40], 0, dropped(again.format(r"halftext\.txt\.gz"))),
        "long.jsonl": Case(many_lines(), N_LINES - 1, broken),
    }


def _too_long() -> dict[str, Case]:
    before, after = lines(plain(75_000)) + b'{"text": "', b'"}\n' + lines(plain(75_001))
    thick = long_line(b'{"text": "', b'"}\n' + lines(plain(75_002)), n=20_000_000)
    line = r"line too long: line 2 of line\.jsonl\.gz has 500,000,012 bytes, expected at most [\d,]+; .*line end"
    return {
        "line.jsonl.gz": Case(long_line(before, after), 2, dropped(line)),
        "endless.txt.gz": Case(long_line(b"", b""), 0, dropped(r"article too long: endless\.txt\.gz .*split it")),
        "thick.jsonl.gz": Case(thick, 1, dropped(r"article too long: 19,999,999 characters, expected at most")),
    }


def _unequal_rows() -> dict[str, Case]:
    rows = [f'quotes:{at},T,"{sentence(73_000 + at)}"\n' for at in range(11)]
    rows[5] = rows[5].replace('"\n', "\n")
    days = {"0000-01-01": "year-0", "2999-01-01": "year-2999", "2024-02-31": "february-31"}
    dated = lines(*(plain(76_000 + at, id=f"dates-{days[day]}", date=day) for at, day in enumerate(days)))
    holes = lines({"id": "holes-1", "text": ""}, {"id": "holes-2", "text": " \n "}, plain(75_500, id="holes-3"))
    broken = dropped(r"broken row: row 6 of quotes\.csv \(line 7\) cannot be read: .*quote not closed")
    taken = r"the id 'twice' was already taken.*two/again\.jsonl"
    no_text = dropped(r"notext\.csv has no text column: it has colour, id; expected one of .*Rename one, or map it")
    return {
        "quotes.csv": Case(("id,title,text\n" + "".join(rows)).encode(), 10, broken),
        "dates.jsonl": Case(dated, 3, tuple(("date", "flagged", f"the date .*{day}.* expected|{day}") for day in days)),
        "holes.jsonl": Case(holes, 1, dropped("no text in it", "no text in it")),
        # the article of the second file is called twice~2
        "one/twice.jsonl": Case(lines(plain(60_001, id="twice")), 2, changed(taken)),
        "two/again.jsonl": Case(lines(plain(60_002, id="twice")), 0, ()),
        "notext.csv": Case(b"id,colour\n1,red\n2,blue\n", 0, no_text),
    }


def _packed() -> dict[str, Case]:
    bomb = {"bombgood.txt": sentence(74_000), "bombbad.txt": b"0" * 60_000_000}
    climb = {"climbgood.txt": sentence(74_001), "../../climbbad.txt": sentence(74_002)}
    return {
        "bomb.zip": Case(zipped(bomb), 1, dropped(r"a zip bomb: .*60,000,000.*unpack it by hand.*bomb\.zip")),
        "climb.zip": Case(zipped(climb), 1, dropped(r"a path that climbs out of the zip file; rename.*climb\.zip")),
        "hollow.zip": Case(zipped({}), 0, dropped(r"an empty zip file; put articles into it")),
        "torn.zip": Case(zipped({"x.txt": STORY})[:200], 0, dropped(r"damaged zip file .*make it again")),
    }


def _odd_bytes() -> dict[str, Case]:
    accents = "“Crème brûlée is served at the café,” said Zoë of the northern ward on the hill."
    garbled = accents.encode().decode("cp1252", "ignore").encode()
    latin = "Am Abend öffnete das Café über der Straße für alle Gäste und Bürger der Stadt.".encode("cp1252")
    nul = STORY.replace("well", "we\0ll", 1).replace("met", "m\0et", 1)
    silent = STORY.replace("well", "pump").encode("utf-16-le")
    binary = dropped("binary file .*expected text; export it as UTF-8")
    return {
        "nul.txt": Case(nul.encode(), 1, changed("2 NUL bytes taken out")),
        "picture.txt": Case(PNG, 0, binary),
        "sheet.csv": Case(PNG, 0, binary),
        "wide.txt": Case(STORY.replace("well", "spring").encode("utf-16"), 1, changed("byte-order mark, .* utf-16")),
        "silent.txt": Case(silent, 1, changed("no byte-order mark, decoded as utf-16-le .*check")),
        "garbled.txt": Case(garbled, 1, changed("mojibake mended")),
        "latin.txt": Case(latin, 1, changed("not UTF-8, decoded as cp1252 .*check accents")),
    }


def _no_text() -> dict[str, Case]:
    unread = r"files of this kind \({}\) are not read; expected .*\.txt"
    return {
        "nothing.txt": Case(b"", 0, dropped("no text in it")),
        "blank.txt": Case(b" \n\t\r\n \n", 0, dropped("no text in it")),
        "void.jsonl": Case(b"", 0, dropped(r"void\.jsonl")),
        "vacuum.jsonl.gz": Case(gzip.compress(b"\n\n"), 0, dropped(r"vacuum\.jsonl\.gz")),
        "bare.csv": Case(b"id,title,text\n", 0, dropped(r"bare\.csv holds no row")),
        "shell.html": Case(b"<html><body><script>var a = 1</script></body></html>", 0, dropped("no main text")),
        "scan.pdf": Case(b"%PDF-1.4 nothing", 0, dropped(unread.format(r"\.pdf"))),
        "nosuffix": Case(sentence(77_000).encode(), 0, dropped(unread.format("no suffix"))),
    }


def _torn() -> dict[str, Case]:
    page = f"<html><title>Well</title><body><article><h1>The new well</h1><p>{STORY}<p>{sentence(72_000)}"
    half = '[{"text": "' + sentence(78_000) + '"}, {"text": '
    return {
        "ragged.html": Case(page.encode(), 1, (("read", "cut", "main text of a page"),)),
        "tatter.docx": Case(b"PK\3\4 no Word file", 0, dropped(r"tatter\.docx cannot be read as a Word file .*again")),
        "locked.docx": Case(OLE, 0, dropped(r"locked\.docx .*password")),
        "shard.parquet": Case(b"PAR1" + bytes(300) + b"PAR1", 0, dropped(r"shard\.parquet cannot be read .*again")),
        "stump.json": Case(half.encode(), 0, dropped(r"stump\.json is no JSON.*write it anew")),
    }


METADATA = "file,source\ngood.txt,First\nabsent.txt,Second\ngood.txt,Third\nnul.txt,Fourth\n"
OF_METADATA = (
    ("absent.txt", "read", "flagged", "metadata.csv names it, but no such article was read"),
    ("good.txt", "read", "flagged", "metadata.csv has more than one row for it; the last holds"),
)


def plant_damage(folder: Path) -> dict[str, Case]:
    """Write all cases and a metadata.csv that names what is not there, and one file twice."""
    planted = cases()
    for name, case in planted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(case.content)
    (folder / "metadata.csv").write_text(METADATA, encoding="utf-8")
    return planted
