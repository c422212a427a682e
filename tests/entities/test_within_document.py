from broadsheet.entities.within_document import Join, is_full_name, join_within


def joins(given: dict | None = None, persons: bool = True, **kinds: str) -> list[Join]:
    names = {name.replace("_", " "): kind for name, kind in kinds.items()}
    return join_within(names, may_be_person=lambda name: persons, given=given or {})


def test_the_rule_the_target_and_the_candidates_are_told():
    assert joins(Ada_Orr="PERSON", Orr="PERSON") == [Join("Orr", "Ada Orr", "surname")]
    assert joins(Ada_Orr="PERSON", Bo_Orr="PERSON", Orr="PERSON") == [
        Join("Orr", "", "surname", ("Ada Orr", "Bo Orr"))
    ]  # fmt: skip


def test_a_father_and_his_son_are_two_and_jr_is_no_surname():
    both = {"Donald Trump": "PERSON", "Donald Trump Jr.": "PERSON"}
    assert joins(**both, Trump="PERSON") == [Join("Trump", "", "surname", ("Donald Trump", "Donald Trump Jr."))]
    assert joins(**both, **{"Trump Jr.": "PERSON"}) == [Join("Trump Jr.", "Donald Trump Jr.", "surname")]
    assert joins(**both, **{"D. Trump": "PERSON"}) == [Join("D. Trump", "Donald Trump", "initial")]
    assert joins(**both, **{"Donald Jr.": "PERSON"}) == [Join("Donald Jr.", "Donald Trump Jr.", "forename")]
    davis = {"Sammy Davis Jr.": "PERSON", "Davis": "PERSON"}
    assert joins(**davis) == [Join("Davis", "Sammy Davis Jr.", "surname")]
    assert joins(**{"Sammy Davis": "PERSON", "Davis Jr.": "PERSON"}) == []


def test_a_sovereign_has_no_other_name_than_the_first():
    kings = {"Henry II": "PERSON", "Henry": "PERSON"}
    assert joins(**kings) == [Join("Henry", "Henry II", "forename")]
    assert joins(**kings, **{"Henry III": "PERSON"}) == [Join("Henry", "", "forename", ("Henry II", "Henry III"))]


def test_middle_initials_that_differ_are_two_persons():
    bushes = {"George W. Bush": "PERSON", "George H. W. Bush": "PERSON"}
    assert joins(**bushes, Bush="PERSON") == [Join("Bush", "", "surname", ("George H. W. Bush", "George W. Bush"))]
    spelled = {"George H.W. Bush": "PERSON", "George H. W. Bush": "PERSON"}
    assert joins(**spelled, Bush="PERSON")[-1].target == "George H. W. Bush"


def test_a_name_that_may_be_no_person_takes_no_persons_name():
    assert joins(persons=False, Denzel_Washington="PERSON", Washington="PLACE") == []


def test_names_that_aliases_give_are_not_joined_and_two_they_join_are_one():
    given = {"Al Orr": "Albert Orr", "Bert Orr": "Albert Orr"}
    assert joins(given, Al_Orr="PERSON", Bert_Orr="PERSON", Orr="PERSON") == [Join("Orr", "Al Orr", "surname")]


def test_a_forename_needs_to_be_called_a_person():
    assert joins(Paris_Hilton="PERSON", Paris="PLACE") == []
    assert joins(Paris_Hilton="PERSON", Paris="PERSON") == [Join("Paris", "Paris Hilton", "forename")]


def test_a_name_of_two_to_five_words_is_full():
    names = ["Ada", "Ada Orr", "A. Orr", "A B C D E F", "Karin von Hippel", "Orr Jr.", "Ada Orr Jr.", "Elizabeth II"]
    assert [is_full_name(name) for name in names] == [False, True, False, False, True, False, True, True]


def test_no_names_have_no_joins():
    assert joins() == []


def test_a_company_in_full_explains_what_is_called_a_person_where_no_person_has_the_name():
    assert joins(Dart="PERSON", Dart_Group_Inc="ORG") == [Join("Dart", "Dart Group Inc", "long form")]
    assert joins(Ford="PERSON", Ford_Motor_Co="ORG", Bill_Ford="PERSON") == [Join("Ford", "Bill Ford", "surname")]
    assert joins(Green="PERSON", Green_Party="ORG") == []
    assert joins(Dart="NORP", Dart_Inc="ORG") == joins(Dart="PLACE", Dart_Inc="ORG") == []
