"""Numbers, names and dates of birth as they are typed, keyed, said and recognised."""

from datetime import UTC, date, datetime

import pytest

from actions.identity.heard import person_heard
from actions.turns.turn import Intent, Situation, Turn
from actions.words.dates import dates_in
from actions.words.names import beside_date, introduced_name, name_in, says_a_name
from actions.words.numbers import misheard_phone_in, phone_in, rest_of_phone
from actions.words.sounds import PART_ALIKE, WHOLE_ALIKE, best_of, likeness, sound

TODAY = date(2026, 7, 20)
SAID = {
    date(1984, 5, 3): (
        "3rd of May 1984", "5/3/84", "may third nineteen eighty four", "the third of may eighty four", "may the 3rd, 84",
        "05/03/1984", "1984-05-03", "05031984", "050384", "it's the third of may, nineteen eighty-four",
        "five three eighty four", "oh five oh three nineteen eighty four", "five slash three slash eighty four",
        "o five o three one nine eight four", "5.3.84", "may third 1980 four", "may third nineteen eighty for",
        "1984 may 3", "may 31984", "I was born on the third of May in 1984", "may 3rd '84", "5 3 84",
    ),
    date(2005, 11, 23): (
        "november twenty third two thousand five", "the twenty third of november two thousand and five", "11/23/05",
        "23.11.2005", "november 20 3rd twenty oh five", "Novembr 23 2005",
    ),
    date(1905, 1, 1): ("january first nineteen oh five", "january first nineteen hundred and five"),
    date(2000, 2, 29): ("february twenty ninth two thousand", "2/29/2000"),
}  # fmt: skip


@pytest.mark.parametrize(("day", "said"), [(day, said) for day, ways in SAID.items() for said in ways])
def test_a_birth_date_is_understood_in_any_wording(day, said):
    assert dates_in(said, today=TODAY)[0].day == day


def test_numbers_alone_may_be_meant_the_other_way_round():
    assert [read.day for read in dates_in("3/5/84", today=TODAY)] == [date(1984, 3, 5), date(1984, 5, 3)]


@pytest.mark.parametrize(
    "said",
    ["what is my bill", "555-123-0101", "may i ask something", "4071", "1990", "march 4", "55408", "2/30/1990", "may 3 2030"],
)  # fmt: skip
def test_what_is_no_whole_past_date_is_none(said):
    assert dates_in(said, today=TODAY) == ()


@pytest.mark.parametrize(
    "said",
    [
        "five five five one two three oh one oh one",
        "triple five one twenty three oh one oh one",
        "five double five, one two three, zero one zero one",
        "five five five one to three oh won oh won",
        "it's for the line 555 1 2 3 0 1 0 1",
        "five five five dash one two three dash oh one oh one",
        "555 123 um 0101",
        "1 555 123 0101",
        "5551230101#",
    ],
)
def test_a_number_is_understood_as_people_say_and_key_it(said):
    assert misheard_phone_in(said) == "5551230101"


def test_words_that_sound_like_digits_are_none_where_no_number_is_asked_for():
    assert phone_in("five five five one to three oh won oh won") is None


def test_the_rest_of_a_number_completes_it():
    assert rest_of_phone("555123", "oh one oh one") == "5551230101"
    assert rest_of_phone("555123", "oh one oh") is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("my name is Jane O'Neil", "Jane O'Neil"),
        ("Zoë Marlow-Thistle", "Zoë Marlow-Thistle"),
        ("um yeah it's winifred honey drop", "winifred honey drop"),
        ("mary gold quill feather", "mary gold quill feather"),
        ("J U N O, L I N T W H I S T L E", "JUNO LINTWHISTLE"),
        ("Winifred Honeydrop please", "Winifred Honeydrop"),
        ("it's under Otis Puddlefoot", "Otis Puddlefoot"),
        ("555 123", None),
        ("five five five one two three", None),
        ("Jane", None),
        ("i don't know", None),
        ("what is my bill", None),
        ("I want to talk to a person", None),
    ],
)
def test_names(said, name):
    assert name_in(said) == name


def test_a_name_is_found_beside_its_date_and_among_other_words():
    for said in ("Juno Lintwhistle, born July 30 1995", "July 30 1995, Juno Lintwhistle", "this is Juno Lintwhistle and my birthday is 7/30/95"):  # fmt: skip
        read = dates_in(said, today=TODAY)[0]
        assert read.day == date(1995, 7, 30)
        assert beside_date(said, read.start, read.end) == "Juno Lintwhistle"
    assert introduced_name("hi, this is Juno Lintwhistle, my bill is wrong") == "Juno Lintwhistle"
    assert introduced_name("i'm travelling to Mexico next week") is None
    assert says_a_name("the name is Peter Van Dyke")
    assert not says_a_name("what's the name of my plan")


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("mary gold quill feather", "Marigold Quillfeather"),
        ("otis pudelfoot", "Otis Puddlefoot"),
        ("silus amber field", "Silas Umberfield"),
        ("honeydrop winifred", "Winifred Honeydrop"),
        ("winifred jane honeydrop", "Winifred Honeydrop"),
        ("zoe marlow thistle", "Zoë Marlow-Thistle"),
        ("mei lin inkwell", "Mei-Lin Inkwell"),
    ],
)
def test_a_name_that_was_misheard_is_still_known(heard, name):
    assert likeness(heard, name) >= WHOLE_ALIKE


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("ada honeydrop", "Amos Honeydrop"),
        ("greta inkwell", "Petra Snapdragen"),
        ("winifred oakapple", "Winifred Honeydrop"),
        ("", "Winifred Honeydrop"),
        ("winifred", "Winifred Honeydrop"),
    ],
)
def test_somebody_else_of_the_family_is_not(heard, name):
    assert likeness(heard, name) < WHOLE_ALIKE


def test_two_who_are_equally_near_are_told_apart_by_nobody():
    assert best_of(["ann lee"], ["Ann Lee", "Ann Lea"]) is None
    assert best_of(["ann lee"], ["Ann Lee", "Bert Moss"]) == 0
    assert best_of(["ann lee"], []) is None
    assert PART_ALIKE < WHOLE_ALIKE
    assert sound("Phillip") == sound("filip")


@pytest.mark.parametrize(
    "said",
    [
        "I haven't got it with me. Juno Lintwhistle, date of birth 5/3/1984",
        "no idea what the number is; Juno Lintwhistle, 5/3/1984",
        "I can't find the number but it's Juno Lintwhistle, born May 3 1984",
    ],
)
def test_a_name_is_heard_after_words_about_the_number(said):
    read = dates_in(said, today=TODAY)[0]
    assert beside_date(said, read.start, read.end) == "Juno Lintwhistle"


@pytest.mark.parametrize(
    ("hearings", "day"),
    [
        (("june fourteenth fifty one", "july fourteenth fifty one", "uh july fourteenth fifty one"), date(1951, 7, 14)),
        (("june fourteenth fifty one", "july fourteenth fifty one"), date(1951, 6, 14)),
        (("june fourteenth fifty one", "july fourteenth fifty one", "june fourteenth fifty one please"), date(1951, 6, 14)),
        (("tune for teens", "june fourteenth fifty one"), date(1951, 6, 14)),
    ],
)  # fmt: skip
def test_of_a_date_heard_in_several_ways_the_one_most_hearings_hold_is_taken_and_no_other(hearings, day):
    heard = Turn(
        conversation_id="c",
        turn_id="t",
        text=hearings[0],
        intent=Intent(name="inform_identity", confidence=0.9),
        situation=Situation(
            turn_at=datetime(2026, 7, 20, 17, tzinfo=UTC), confidence=0.8, alternatives=hearings[1:]
        ),
    )
    assert person_heard(heard, asked="date_of_birth").dates == (day,)
