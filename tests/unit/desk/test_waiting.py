from datetime import timedelta

from desk.waiting import OnDuty, predicted_wait

SEVEN = timedelta(minutes=7)


def test_nobody_on_duty_means_no_prediction():
    assert predicted_wait(0, 0, 0, SEVEN) is None


def test_a_free_agent_answers_at_once():
    assert predicted_wait(0, 1, 4, SEVEN) == timedelta(0)


def test_free_agents_take_those_ahead_first():
    assert predicted_wait(2, 3, 0, SEVEN) == timedelta(0)
    assert predicted_wait(3, 3, 0, SEVEN) == SEVEN / 3


def test_with_all_at_work_the_next_one_waits_for_the_first_to_come_free():
    assert predicted_wait(0, 0, 7, SEVEN) == timedelta(minutes=1)
    assert predicted_wait(6, 0, 7, SEVEN) == SEVEN


def test_more_people_ahead_never_shorten_the_wait():
    waits = [predicted_wait(ahead, 2, 3, SEVEN) for ahead in range(20)]
    assert waits == sorted(waits)


def test_on_duty_counts_both():
    assert OnDuty(available=2, busy=3).signed_in == 5
