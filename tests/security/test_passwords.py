"""S35: which passwords are taken, and that they are kept whole."""

from __future__ import annotations

import hashlib

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.password_validation import get_default_password_validators
from django.contrib.auth.password_validation import validate_password as validate
from django.core.exceptions import ValidationError

from agency.passwords import is_listed
from tests.cast import PASSWORD
from tests.security.conftest import is_signed_in, sign_in_by_form

ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def codes_of(password, user=None):
    """Why a password is refused; empty when it is taken."""
    try:
        validate(password, user)
    except ValidationError as refusal:
        return {error.code for error in refusal.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "fifteen letters",  # exactly 15
        "no digits and no capitals here",
        "7193 5082 6641 2907",
        "ŝnurligilo kaj ĉokolado",
        "雪の降る夜に温かいお茶をのみます。",
        "p" + "lum orchard lantern " * 6 + "1234567",  # 128
        "OkaforWalksTwoDogsEveryMorning",  # a name, and enough besides it
        "corrections need a very long lever",
    ],
)
def test_passwords_that_are_taken(cast, password):
    assert codes_of(password, cast.okafor) == set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("fourteen chars", "password_too_short"),
        ("x" * 129, "password_too_long"),
        ("password", "password_too_common"),
        ("1q2w3e4r5t6y7u8i9o0p", "password_too_common"),
        ("passwordpassword", "password_repeats"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_repeats"),
        ("abc123abc123abc123", "password_repeats"),
        ("okaforokafor2026", "password_known_words"),
        ("Ada-Okafor-2026!", "password_known_words"),
        ("DepartmentOfCorrections1", "password_known_words"),
        ("casemgmt-casemgmt-1", "password_known_words"),
        ("CaseManagement2026!", "password_known_words"),
        ("us-ok-corrections!", "password_known_words"),
    ],
)
def test_passwords_that_are_refused_and_why(cast, password, code):
    assert code in codes_of(password, cast.okafor)


def test_the_list_of_banned_passwords_is_long_enough():
    lists = [v.passwords for v in get_default_password_validators() if hasattr(v, "passwords")]
    assert len(lists[0]) >= 3000


def test_the_shortest_length_is_the_sites_choice_but_never_below_eight(production):
    def shortest(**environment):
        validators = production(**environment)["AUTH_PASSWORD_VALIDATORS"]
        return validators[0]["OPTIONS"]["min_length"]

    assert shortest() == 15
    assert shortest(PASSWORD_MINIMUM_LENGTH="10") == 10
    assert shortest(PASSWORD_MINIMUM_LENGTH="4") == 8


def test_production_keeps_passwords_with_argon2(production):
    assert production()["PASSWORD_HASHERS"] == ARGON2


def test_a_password_is_kept_whole(settings):
    """Two that agree in their first 72 bytes are two passwords; bcrypt would take either."""
    settings.PASSWORD_HASHERS = ARGON2
    same = "z" * 72
    kept = make_password(same + " and one end")
    assert identify_hasher(kept).algorithm == "argon2"
    assert check_password(same + " and one end", kept)
    assert not check_password(same + " and another", kept)
    longest = ("plum orchard lantern " * 7)[:128]
    kept = make_password(longest)
    assert check_password(longest, kept)
    assert not check_password(longest[:-1], kept)
    assert not check_password(longest[:-1] + "!", kept)


def test_spaces_at_the_ends_are_part_of_a_password(client, okafor):
    okafor.set_password("  plum orchard lantern  ")
    okafor.save()
    sign_in_by_form(client, password="plum orchard lantern")
    assert not is_signed_in(client)
    sign_in_by_form(client, password="  plum orchard lantern  ")
    assert is_signed_in(client)


@pytest.fixture
def breached(tmp_path):
    """A file as such lists come: sums in order, some with how often each was seen."""
    known = [f"known elsewhere {number}" for number in range(500)]
    sums = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in known)
    file = tmp_path / "breached.txt"
    file.write_text("\n".join(f"{line}:{place}" for place, line in enumerate(sums)))
    return file, known


def test_every_password_in_the_breached_file_is_found_and_no_other(breached):
    file, known = breached
    assert all(is_listed(word, file) for word in known)
    assert not any(is_listed(f"of my own {number}", file) for number in range(500))


def test_an_empty_breached_file_lists_nothing(tmp_path):
    file = tmp_path / "empty.txt"
    file.touch()
    assert not is_listed("anything at all", file)


def test_a_breached_password_is_refused_where_the_site_has_such_a_file(cast, breached, settings):
    assert codes_of("known elsewhere 77", cast.okafor) == set()
    settings.BREACHED_PASSWORDS_FILE = str(breached[0])
    assert codes_of("known elsewhere 77", cast.okafor) == {"password_breached"}


def change(client, new, old=PASSWORD):
    return client.post("/change-password", {"oldpassword": old, "password1": new})


def test_the_page_for_changing_it_refuses_with_a_reason(client, okafor):
    sign_in_by_form(client)
    assert "too short" in change(client, "short").content.decode()
    assert "your own" in change(client, "AdaOkaforAdaOkafor1").content.decode()
    assert "present password. Choose another" in change(client, PASSWORD).content.decode()
    wrong = change(client, "plum orchard lantern 42", old="a guess").content.decode()
    assert "not your present password" in wrong
    okafor.refresh_from_db()
    assert okafor.check_password(PASSWORD)


def test_no_password_is_ever_in_a_page(client, okafor):
    """S48"""
    sign_in_by_form(client)
    page = change(client, "Canary-short", old="Canary-of-old").content.decode()
    assert "Canary" not in page
