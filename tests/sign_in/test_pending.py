"""Sign-ins that have begun: each comes back once, in time, and one address cannot fill the hub with them."""

import pytest

from hub.sign_in.pending_sign_ins import (
    PENDING_OF_ADDRESS,
    PENDING_SECONDS,
    PendingSignIn,
    PendingSignIns,
    TooManyPendingError,
)


def _pending(state: str = "s", address: str = "10.0.0.1", ends_at: float = PENDING_SECONDS) -> PendingSignIn:
    return PendingSignIn(
        issuer="https://id.example.kz",
        state=state,
        nonce="n",
        verifier="v",
        redirect_uri="http://127.0.0.1/sign-in/callback",
        next_path="/today",
        language="kk",
        replaces=None,
        address=address,
        ends_at=ends_at,
    )


def test_it_comes_back_once_and_with_its_own_state() -> None:
    pending_sign_ins = PendingSignIns(clock=lambda: 0.0)
    pending_sign_ins.add(b"one", _pending())
    assert pending_sign_ins.redeem(b"one", "another") is None
    assert pending_sign_ins.redeem(b"other", "s") is None
    assert pending_sign_ins.redeem(b"one", "s") == _pending()
    assert pending_sign_ins.redeem(b"one", "s") is None


def test_it_comes_back_in_time() -> None:
    now = [0.0]
    pending_sign_ins = PendingSignIns(clock=lambda: now[0])
    pending_sign_ins.add(b"one", _pending())
    now[0] = PENDING_SECONDS
    assert pending_sign_ins.redeem(b"one", "s") is None


def test_one_address_begins_a_limited_number_and_others_still_can() -> None:
    now = [0.0]
    pending_sign_ins = PendingSignIns(clock=lambda: now[0])
    for number in range(PENDING_OF_ADDRESS):
        pending_sign_ins.add(str(number).encode(), _pending())
    with pytest.raises(TooManyPendingError):
        pending_sign_ins.add(b"more", _pending())
    pending_sign_ins.add(b"other", _pending(address="10.0.0.2"))
    now[0] = PENDING_SECONDS
    pending_sign_ins.add(b"later", _pending(ends_at=2 * PENDING_SECONDS))


def test_nothing_of_it_stands_in_its_repr() -> None:
    assert "secret-state" not in repr(_pending("secret-state"))
