import pytest

from front_door.desk_console.errors import SignInThrottled
from front_door.desk_console.throttle import FREE_TRIES, FREE_TRIES_PER_ADDRESS, SignInThrottle


class Clock:
    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock) -> SignInThrottle:
    return SignInThrottle(clock)


def fail(throttle: SignInThrottle, times: int, login: str = "ana", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        throttle.failed(login, address)


def test_a_few_wrong_passwords_are_human(throttle):
    fail(throttle, FREE_TRIES - 1)
    throttle.check("ana", "10.0.0.1")


def test_then_one_has_to_wait_and_every_further_one_doubles_the_wait(throttle, clock):
    fail(throttle, FREE_TRIES)
    with pytest.raises(SignInThrottled) as first:
        throttle.check("ana", "10.0.0.1")
    clock.at += first.value.retry_after
    throttle.check("ana", "10.0.0.1")
    fail(throttle, 1)
    with pytest.raises(SignInThrottled) as second:
        throttle.check("ana", "10.0.0.1")
    assert second.value.retry_after == 2 * first.value.retry_after


def test_the_wait_has_an_end(throttle):
    fail(throttle, 60)
    with pytest.raises(SignInThrottled) as wait:
        throttle.check("ana", "10.0.0.1")
    assert wait.value.retry_after <= 900


def test_somebody_elses_guessing_does_not_lock_the_agent_out(throttle):
    fail(throttle, FREE_TRIES + 3, address="10.0.0.66")
    throttle.check("ana", "10.0.0.1")


def test_guessing_many_logins_from_one_address_is_slowed_too(throttle):
    for number in range(FREE_TRIES_PER_ADDRESS):
        throttle.failed(f"agent{number}", "10.0.0.66")
    with pytest.raises(SignInThrottled):
        throttle.check("somebody-new", "10.0.0.66")


def test_the_login_is_the_same_in_any_case(throttle):
    fail(throttle, FREE_TRIES, login="Ana ")
    with pytest.raises(SignInThrottled):
        throttle.check("ana", "10.0.0.1")


def test_a_right_password_clears_the_count(throttle):
    fail(throttle, FREE_TRIES - 1)
    throttle.succeeded("ana", "10.0.0.1")
    fail(throttle, FREE_TRIES - 1)
    throttle.check("ana", "10.0.0.1")


def test_after_an_hour_it_is_forgotten(throttle, clock):
    fail(throttle, FREE_TRIES - 1)
    clock.at += 3_601
    fail(throttle, 1)
    throttle.check("ana", "10.0.0.1")
