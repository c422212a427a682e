import json
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from PIL import Image

from broadsheet import figures, tables
from broadsheet.errors import InputError
from broadsheet.figures import COLUMN_MM, PAGE_MM, data_hash, new_figure, save, save_bytes, save_csv, save_table, styled

SUFFIXES = {".pdf", ".svg", ".png", ".csv", ".md", ".tex", ".json"}
DATA = pd.DataFrame({"item": ["peace", "talks"], "share": [0.12344, 0.5], "n": [3, 4]})


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A study with one figure saved, to be read only."""
    study = make_study(tmp_path_factory.mktemp("saved"))
    save_figure(study)
    return study


def make_study(folder):
    return SimpleNamespace(
        name="toy",
        title="A toy corpus",
        notebook="09_toy",
        fingerprint="f00d",
        parameters={"n": 3},
        out=folder / "toy",
    )


@styled
def draw(label: str = "peace", *, width_mm: float = COLUMN_MM):
    fig = new_figure(width_mm, 40)
    axes = fig.subplots()
    axes.bar([label, "talks"], [1, 2])
    axes.set_ylabel("a long label of the axis that constrained layout has to find room for")
    return fig


def save_figure(study, *, fig=None, name="words", data=DATA, caption="Two terms.", alt="Two bars."):
    save(fig or draw(), name, study=study, data=data, caption=caption, alt=alt)


def written(study) -> dict[str, bytes]:
    return {path.suffix: path.read_bytes() for path in study.out.iterdir()}


def test_save_writes_one_file_of_each_kind_under_notebook_and_name(saved):
    assert {path.name for path in saved.out.iterdir()} == {f"09_toy-words{suffix}" for suffix in SUFFIXES}


def test_two_saves_are_the_same_byte_for_byte(study, saved):
    save_figure(study)
    assert written(study) == written(saved)


def test_no_picture_holds_the_time_it_was_made(saved):
    files = written(saved)
    assert b"CreationDate" not in files[".pdf"] and b"dc:date" not in files[".svg"]


def test_another_figure_gives_another_picture(study, saved):
    first = written(saved)
    save_figure(study, fig=draw("war"))
    assert all(written(study)[kind] != first[kind] for kind in (".pdf", ".svg", ".png"))


@pytest.mark.parametrize("width_mm", [COLUMN_MM, PAGE_MM])
def test_pictures_are_exactly_as_wide_as_the_column(study, width_mm):
    save_figure(study, fig=draw(width_mm=width_mm))
    box = written(study)[".pdf"].split(b"/MediaBox [")[1].split(b"]")[0].split()
    assert float(box[2]) / 72 * 25.4 == pytest.approx(width_mm, abs=0.001)
    with Image.open(study.out / "09_toy-words.png") as image:
        assert abs(image.width / 300 * 25.4 - width_mm) < 25.4 / 300  # whole pixels


def test_the_columns_of_a_journal_are_89_and_183_mm_wide():
    assert (COLUMN_MM, PAGE_MM) == (89, 183)


def test_the_csv_gives_the_plotted_data_back(saved):
    pd.testing.assert_frame_equal(pd.read_csv(saved.out / "09_toy-words.csv"), DATA, check_dtype=False)


def test_data_hash_does_not_mind_the_last_bits():
    noise = np.random.default_rng(0).normal(0, 1e-10, len(DATA))
    assert data_hash(DATA.assign(share=DATA.share + noise)) == data_hash(DATA)


def test_data_hash_does_not_mind_a_billionth_on_a_number_far_from_a_rounding_edge():
    assert data_hash(DATA.assign(share=DATA.share + 1e-9)) == data_hash(DATA)


def test_data_hash_takes_minus_zero_for_zero():
    assert data_hash(pd.DataFrame({"x": [-0.0]})) == data_hash(pd.DataFrame({"x": [0.0]}))


@pytest.mark.parametrize(
    "changed", [DATA.assign(share=[0.1244, 0.5]), DATA.assign(n=[3, 5]), DATA.head(1), DATA.rename(columns={"n": "m"})]
)
def test_data_hash_changes_with_the_data(changed):
    assert data_hash(changed) != data_hash(DATA)


def test_the_passport_says_where_a_figure_comes_from(saved):
    passport = json.loads(written(saved)[".json"])
    assert passport["figure"] == "09_toy-words"
    assert (passport["study"], passport["notebook"], passport["parameters"]) == ("toy", "09_toy", {"n": 3})
    assert passport["corpus"] == {"name": "A toy corpus", "fingerprint": "f00d"}
    assert passport["data"] == {"rows": 2, "columns": ["item", "share", "n"], "hash": data_hash(DATA)}
    assert {"python", "broadsheet", "matplotlib", "scikit-learn"} <= set(passport["versions"])


@pytest.mark.parametrize("missing", [{"caption": " "}, {"alt": ""}])
def test_a_figure_without_caption_or_alt_text_is_refused_before_anything_is_written(study, missing):
    with pytest.raises(InputError, match="needs a caption and alt text"):
        save_figure(study, **missing)
    assert not study.out.exists()


ODD = "a \U000f1234 b"  # a private character, which no font here can draw


def words_of_picture(study) -> str:
    return written(study)[".svg"].decode()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("place", ["category", "tick", "title", "note"])
def test_a_character_no_font_can_draw_is_its_code_point_in_the_picture_only(study, place):
    fig = draw(ODD if place == "category" else "peace")
    axes = fig.axes[0]
    if place == "tick":
        axes.set_yticks([1, 2], [ODD, "two"])
    if place == "title":
        axes.set_title(ODD, loc="left")
    if place == "note":
        axes.annotate(ODD, (0, 1))
    save_figure(study, fig=fig, data=DATA.assign(item=[ODD, "talks"]), alt=f"The most is {ODD}.")
    assert ">a U+F1234 b<" in words_of_picture(study) and "\U000f1234" not in words_of_picture(study)
    assert ODD in written(study)[".csv"].decode() and f"The most is {ODD}." in written(study)[".md"].decode()


def test_the_caption_says_which_characters_could_not_be_drawn(study, saved):
    save_figure(study, fig=draw(ODD))
    for kind in (".md", ".tex"):
        assert "Two terms. In the picture code points stand for characters" in written(study)[kind].decode()
        assert "\U000f1234 (U+F1234); the font the text was written with would help." in written(study)[kind].decode()
        assert "code points" not in written(saved)[kind].decode()


@pytest.mark.parametrize(
    ("char", "font"),
    [("中", "Noto Sans CJK"), ("한", "Noto Sans CJK"), ("ক", "Noto Sans Bengali"), ("🚀", "Noto Emoji")],
)
def test_the_font_that_would_help_is_named_by_the_script(char, font):
    assert figures._name_font(char) == font


def test_a_label_drawn_before_it_is_saved_is_still_checked(study):
    fig = draw(ODD)
    with pytest.warns(UserWarning, match="missing from"):
        fig.draw_without_rendering()
    save_figure(study, fig=fig)
    assert ">a U+F1234 b<" in words_of_picture(study)


def test_a_figure_with_code_points_is_the_same_byte_for_byte(study, tmp_path):
    save_figure(study, fig=draw(ODD))
    again = make_study(tmp_path / "again")
    save_figure(again, fig=draw(ODD))
    assert written(again) == written(study)


def test_a_folder_that_cannot_be_written_is_an_error_with_a_way_out(study):
    study.out.write_text("a file stands in the way")
    with pytest.raises(InputError, match=r"Cannot write 09_toy-words.pdf .*--out"):
        save_figure(study)


def test_labels_that_look_like_mathematics_or_markup_are_drawn_as_they_stand(study):
    save_figure(study, fig=draw("$5bn to $6bn_<script> & Co"))
    assert b">$5bn to $6bn_&lt;script&gt; &amp; Co</text>" in written(study)[".svg"]


def test_caption_and_alt_text_are_escaped_for_latex(study):
    save_figure(study, caption=r"50 % of $5_a & #1 {x} ~ ^ \input", alt="R&D")
    tex = written(study)[".tex"].decode()
    escaped = r"50 \% of \$5\_a \& \#1 \{x\} \textasciitilde{} \textasciicircum{} \textbackslash{}input"
    assert rf"\caption{{{escaped}}}" in tex and r"alt={R\&D}" in tex


def test_save_shows_a_picture_whose_text_names_its_data(study):
    InteractiveShell.instance()
    try:
        with capture_output() as shown:
            save_figure(study)
    finally:
        InteractiveShell.clear_instance()
    (output,) = shown.outputs
    assert output.data["text/plain"] == f"Figure 09_toy-words: 2 rows, data {data_hash(DATA)}"
    assert output.data["image/png"].startswith(b"\x89PNG") and output.metadata["image/png"] == {"alt": "Two bars."}


def test_a_draw_function_leaves_the_users_style_alone():
    before = dict(figures.matplotlib.rcParams)
    draw()
    assert dict(figures.matplotlib.rcParams) == before


def test_a_saved_table_reads_back_with_its_kinds(study):
    node = {"entity": "A", "kind": "ORG", "n_mentions": 2, "n_docs": 1, "x": 0.5, "y": 0.25}
    nodes = tables.make("nodes", [node | {"community": 1, "community_stability": 0.9}])
    save_table(nodes, "nodes", study=study)
    pd.testing.assert_frame_equal(pd.read_parquet(study.out / "tables" / "nodes.parquet"), nodes)


def test_a_file_for_another_program_is_written_as_it_is(study):
    save_bytes(b"<gexf/>", "network.gexf", study=study)
    assert (study.out / "tables" / "network.gexf").read_bytes() == b"<gexf/>"


def test_a_table_for_a_spreadsheet_has_days_as_days_and_gaps_as_gaps(study):
    days = pd.to_datetime(pd.Series(["2022-12-27", None]))
    save_csv(pd.DataFrame({"name": ["Zoë", "B"], "q": [0.5, None], "day": days}), "edges", study=study)
    written = (study.out / "tables" / "edges.csv").read_bytes()
    assert written.decode("utf-8-sig") == "name,q,day\nZoë,0.5,2022-12-27\nB,,\n" and written.startswith(
        b"\xef\xbb\xbf"
    )


def test_a_table_can_be_saved_under_another_name_but_not_with_another_shape(study):
    save_table(tables.make("evidence"), "term_evidence", study=study, definition="evidence")
    assert (study.out / "tables" / "term_evidence.parquet").exists()
    with pytest.raises(InputError, match="nodes table has no column"):
        save_table(tables.make("evidence"), "nodes", study=study)


def test_a_table_without_rows_gives_a_figure_that_says_so(study):
    fig = draw("empty")
    save_figure(study, fig=fig, data=DATA.head(0))
    assert "nothing to draw: the table has no rows" in {text.get_text() for text in fig.texts}
    assert len(list(study.out.iterdir())) == 7


def date_labels(first: str, last: str, *, most: int = 7) -> list[str]:
    """What an axis from ``first`` to ``last`` says, tick by tick."""
    fig = new_figure(COLUMN_MM, 40)
    axes = fig.subplots()
    axes.set_xlim(pd.Timestamp(first), pd.Timestamp(last))
    figures.date_axis(axes, most=most)
    fig.draw_without_rendering()
    low, high = axes.get_xlim()
    return [tick.label1.get_text() for tick in axes.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2024-01-01", "2024-05-20", ["2024"]),
        ("2024-01-03", "2024-12-20", ["2024"]),
        ("2023-11-01", "2024-02-20", ["2023", "2024"]),
        ("2023-03-01", "2024-09-20", ["2023", "2024"]),
        ("2024-01-08", "2024-02-03", ["2024"]),
        ("2023-12-20", "2024-01-10", ["2023", "2024"]),
        ("2019-06-01", "2023-06-01", ["2020", "2021", "2022", "2023"]),
    ],
)
def test_every_year_of_an_axis_is_said_once(first, last, years):
    assert re.findall(r"\d{4}", " ".join(date_labels(first, last))) == years


def test_months_and_days_stand_above_the_year_they_begin():
    assert date_labels("2023-11-01", "2024-02-20") == ["Nov\n2023", "Dec", "Jan\n2024", "Feb"]
    days = date_labels("2024-02-20", "2024-03-10", most=4)
    assert days[0].endswith("\nFeb 2024") and [day.split("\n")[1] for day in days if "\n" in day] == ["Feb 2024", "Mar"]


def test_a_single_day_is_an_axis_without_hours():
    labels = date_labels("2024-03-05", "2024-03-06")
    assert [label for label in labels if label] == ["5\nMar 2024", "6"]


def test_an_axis_has_no_more_ticks_than_it_may():
    assert len(date_labels("2015-01-01", "2024-01-01", most=4)) <= 4
