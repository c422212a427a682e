import pandas as pd
import pytest

from broadsheet.verify import compare_folders, compare_tables, verify_study

TABLE = pd.DataFrame({"term": ["a", "b"], "n": [1, 2], "share": [0.12345, float("nan")]})


def test_the_same_table_does_not_differ():
    assert compare_tables(TABLE, TABLE.copy()) == ""


def test_a_difference_in_the_fifth_digit_does_not_count():
    assert compare_tables(TABLE, TABLE.assign(share=TABLE.share * 1.00001)) == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"share": [0.1245, float("nan")]}, "1 of 2 rows of share; row 0 is .*0.1245.*, stored is .*0.12345"),
        ({"share": [0.12345, 0.5]}, "1 of 2 rows of share; row 1"),
        ({"term": ["a", "c"]}, "1 of 2 rows of term; row 1 is 'c', stored is 'b'"),
        ({"n": [1, 3]}, "1 of 2 rows of n"),
        ({"more": [0, 0]}, "columns term, n, share, more, stored are term, n, share"),
    ],
)
def test_a_difference_is_told_by_column_and_row(change, message):
    import re

    assert re.match(message, compare_tables(TABLE, TABLE.assign(**change)))


def test_another_number_of_rows_is_told():
    assert compare_tables(TABLE, TABLE.head(1)) == "1 rows, stored are 2"


def test_missing_new_and_changed_files_are_listed(tmp_path):
    stored, fresh = tmp_path / "stored", tmp_path / "fresh"
    for folder in (stored, fresh):
        (folder / "tables").mkdir(parents=True)
        TABLE.to_csv(folder / "same.csv", index=False)
    TABLE.to_csv(stored / "old.csv", index=False)
    TABLE.to_parquet(fresh / "tables" / "new.parquet", index=False)
    TABLE.to_csv(stored / "changed.csv", index=False)
    TABLE.assign(n=0).to_csv(fresh / "changed.csv", index=False)
    assert compare_folders(stored, fresh) == [
        "changed.csv: 2 of 2 rows of n; row 0 is np.int64(0), stored is np.int64(1)",
        "old.csv: stored, but no longer made",
        "tables/new.parquet: made, but not stored",
    ]


def test_the_stored_results_of_the_seeds_come_out_again():
    assert verify_study("seeds") == []
