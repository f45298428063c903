"""How the carrier compares names and numbers."""

import re
import unicodedata

NOT_LETTERS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
NOT_DIGITS = re.compile(r"[^0-9]")


def name_key(full_name: str) -> str:
    """Without case, accents, hyphens and blanks: two names are the same when their keys are."""
    apart = unicodedata.normalize("NFKD", full_name)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return NOT_LETTERS.sub("", plain.casefold())


def phone_digits(phone: str) -> str:
    """The ten digits, whatever stands between them or a country code 1 before."""
    digits = NOT_DIGITS.sub("", phone)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
