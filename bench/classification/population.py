"""Many different questions, the same ones every time: items, destinations, people, uses."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from compliance.classification import engine
from compliance.controls.book import Book

DAY = date(2026, 10, 1)
NO_WORRIES = {"military": "no", "wmd": "no", "supercomputer": "no"}
PEOPLE = ("CN", "FR", "IR", "IN", "CA", "VN", "BR", "RU", "GB", "KR")
FOR = ("3A901.b", "3A904", "3B903", "3B904", "4A906.b", "4A906.c", "3C909", "6A002", "6A006", "3A001")


def questions(book: Book, count: int, *, seed: int = 20261001) -> Iterator[engine.Facts]:
    """This many different questions."""
    dice = random.Random(seed)
    places = sorted(book.places)
    for _ in range(count):
        yield engine.read_facts(_case(dice, places), book=book, as_of=DAY)


def _case(dice: random.Random, places: list[str]) -> dict[str, Any]:
    return dice.choices((_machine, _cooler, _know_how, _release), weights=(4, 2, 2, 3))[0](dice, places)


def _machine(dice: random.Random, places: list[str]) -> dict[str, Any]:
    parameters = {"physical_qubits": dice.randrange(10, 2500), "cnot_error": f"{dice.uniform(1e-5, 1e-2):.3e}"}
    return _shipment("quantum_computing", parameters, dice.choice(places))


def _cooler(dice: random.Random, places: list[str]) -> dict[str, Any]:
    parameters = {
        "device": "dilution_refrigerator",
        "cooling_power": f"{dice.randrange(100, 1500)} uW",
        "temperature": "100 mK",
        "duration": dice.randrange(10, 500),
        "contains_helium3": "yes",
    }
    return _shipment("quantum_cryogenics", parameters, dice.choice(places))


def _shipment(basket: str, parameters: dict[str, Any], destination: str) -> dict[str, Any]:
    item = {"kind": "hardware", "basket": basket, "us_origin": "yes", "parameters": parameters}
    recipient = {"kind": "organisation", "screening": "clear"}
    return _transfer(item, "physical", destination, recipient)


def _know_how(dice: random.Random, places: list[str]) -> dict[str, Any]:
    return _transfer(_technology(dice), "electronic", dice.choice(places), _person(dice))


def _release(dice: random.Random, places: list[str]) -> dict[str, Any]:
    return _transfer(_technology(dice), "release_in_country", "US", _person(dice))


def _technology(dice: random.Random) -> dict[str, Any]:
    kind, basket = dice.choice((("technology", "quantum_technology"), ("software", "quantum_software")))
    return {"kind": kind, "basket": basket, "us_origin": "yes", "for_item": dice.choice(FOR)}


def _person(dice: random.Random) -> dict[str, Any]:
    citizen = dice.choice(PEOPLE)
    since = date(2018 + dice.randrange(8), dice.randrange(1, 13), dice.randrange(1, 28))
    return {
        "kind": "person",
        "citizenships": [citizen],
        "most_recent_citizenship": citizen,
        "screening": "clear",
        "employed_since": since,
    }


def _transfer(item: dict[str, Any], mode: str, destination: str, recipient: dict[str, Any]) -> dict[str, Any]:
    return {
        "exporting_country": "US",
        "item": item,
        "transfer": {"mode": mode, "destination": destination, "recipient": recipient, "end_use": NO_WORRIES},
    }
