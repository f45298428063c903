"""What a customer says when asked: the truth about the phone and themselves, act by act."""

from __future__ import annotations

from tests.worlds.desk import ONE_TIME_CODE
from tests.worlds.hands import handle, is_on, missing_permissions
from tests.worlds.instructions import Do, Thing
from tests.worlds.persona import Persona, Temper
from tests.worlds.phone import Mode, Sim, Speed
from tests.worlds.questions import Ask
from tests.worlds.reading import Reading
from tests.worlds.world import ON_PHONE, Wish, World

BETTER_ON = (Thing.DATA, Thing.ROAMING, Thing.STORAGE, Thing.SMS)
"""Switches that do harm when they are off; the others when they are on."""
SPEEDY = (Wish.DATA, Wish.SLOW, Wish.ABROAD)


class Answers:
    """Words for facts, in one persona's voice."""

    def __init__(self, world: World, persona: Persona) -> None:
        self._world = world
        self._say = persona.say
        self._persona = persona

    def who(self, ask: Ask) -> str:
        """Number, name or date of birth, as far as this customer knows them."""
        world, persona = self._world, self._persona
        born = persona.day(world.customer.date_of_birth)
        if ask is Ask.NAME:
            return self._say("name_only", name=persona.name(world.customer.full_name))
        if ask is Ask.BORN:
            return self._say("born_only", born=born)
        if world.knows_number:
            digits = "".join(filter(str.isdigit, world.line.phone_number))
            return self._say("number", number=persona.number(digits))
        return self._say("no_number", name=persona.name(world.customer.full_name), born=born)

    def introduced(self, wish: str) -> str:
        """Who it is and what they want, in one turn."""
        customer, persona = self._world.customer, self._persona
        born = persona.day(customer.date_of_birth)
        return self._say("introduced", name=persona.name(customer.full_name), born=born, wish=wish)

    def mistyped(self) -> str:
        """The number with a digit wrong, so that it is nobody's."""
        digits = "".join(filter(str.isdigit, self._world.line.phone_number))
        taken = {
            "".join(filter(str.isdigit, line.phone_number))
            for one in self._world.books.customers
            for line in one.lines
        }
        wrong = (digits[:-1] + str((int(digits[-1]) + more) % 10) for more in range(1, 10))
        return self._say(
            "number", number=self._persona.number(next(one for one in wrong if one not in taken))
        )

    def plain_fact(self, ask: Ask) -> str | None:
        """Facts that any customer has at hand."""
        world = self._world
        item, amount = world.customer.bills[0].items[-1]
        other_plan = next(plan.name for plan in world.books.plans if plan.plan_id != world.line.plan_id)
        values = {
            "pin": world.customer.pin,
            "code": ONE_TIME_CODE,
            "zip": world.customer.zip_code,
            "country": world.country,
            "device": world.device,
            "item": item,
            "amount": f"${amount}",
            "plan": other_plan,
            "number": world.line.phone_number,
        }
        abroad = world.phone.abroad
        acts = {
            Ask.PIN: "pin",
            Ask.CODE: "code",
            Ask.ZIP: "zip_abroad" if abroad else "zip",
            Ask.ABROAD: "abroad_yes" if abroad else "abroad_no",
            Ask.DEVICE: "device",
            Ask.CHARGE: "charge",
            Ask.PLAN: "plan_wanted",
        }
        return self._say(acts[ask], **values) if ask in acts else None

    def look(self, reading: Reading) -> str | None:
        """What a look at the phone's switches shows."""
        phone = self._world.phone
        match reading.ask:
            case Ask.SIM_LOCKED:
                return self._sim(reading.question.casefold())
            case Ask.SIM_SEATED:
                return self._say("sim_loose" if phone.sim is Sim.LOOSE else "sim_seated")
            case Ask.MODE:
                return self._say("mode_is", mode=phone.mode.value if phone.mode is not Mode.FIVE else "5G")
            case Ask.PERMISSIONS:
                missing = missing_permissions(self._world)
                return (
                    self._say("permission_missing", missing=missing)
                    if missing
                    else self._say("permission_fine")
                )
            case Ask.MMSC:
                return self._say("mmsc_there" if phone.mmsc else "mmsc_missing")
            case Ask.STATE:
                switches = [thing for thing in reading.about if is_on(self._world, thing) is not None]
                return self._switch(switches[0]) if switches else None
            case _:
                return None

    def _sim(self, question: str) -> str:
        """Asked whether it is active, missing or locked, a card that is not seen is said to be missing."""
        sim = self._world.phone.sim
        if sim is Sim.LOCKED:
            return self._say("sim_locked")
        return self._say("sim_loose" if sim is Sim.LOOSE and "missing" in question else "sim_open")

    def _switch(self, thing: Thing) -> str:
        """How a switch stands; a narrator puts it right at once."""
        world, on = self._world, bool(is_on(self._world, thing))
        wish = next((one for one in world.wishes if one in ON_PHONE), None)
        if self._persona.temper is not Temper.NARRATOR or wish is None or on is (thing in BETTER_ON):
            return self._say("switch_on" if on else "switch_off", thing=thing.value)
        handle(world, Do(thing, on=not on))
        was, now = ("on", "off") if on else ("off", "on")
        return self._say("switch_mended", thing=thing.value, was=was, now=now, result=self.works(wish, None))

    def calls(self) -> str:
        return self._say("calls_yes" if self._world.phone.service(self._world.line) else "calls_no")

    def works(self, wish: Wish, ask: Ask | None) -> str:
        """Whether it works now, seen from what was asked and what is wanted."""
        world = self._world
        phone, line, books = world.phone, world.line, world.books
        speed = phone.speed(line, books)
        service, data = phone.service(line), speed is not Speed.NONE
        asks = ask if ask in (Ask.SERVICE, Ask.DATA, Ask.SPEED, Ask.PICTURES) else None
        if not service:
            return self._say("still_service")
        if wish is Wish.PICTURES:
            return self._pictures(asks, data=data)
        if wish in SPEEDY:
            return self._speedy(wish, asks, speed)
        return self._say("works_service")

    def _pictures(self, asks: Ask | None, *, data: bool) -> str:
        world = self._world
        if world.phone.pictures(world.line, world.books):
            return self._say("works_pictures")
        if asks is Ask.SERVICE:
            return self._say("bars_no_pictures")
        if asks is Ask.DATA:
            return self._say("data_no_pictures") if data else self._say("still_data")
        if asks is Ask.SPEED:
            return self._say("speed_is", speed=world.phone.speed(world.line, world.books).value)
        return self._say("still_pictures")

    def _speedy(self, wish: Wish, asks: Ask | None, speed: Speed) -> str:
        if speed is Speed.EXCELLENT:
            return self._say("works_slow" if wish is Wish.SLOW or asks is Ask.SPEED else "works_data")
        if speed is Speed.NONE:
            return self._say("bars_no_data" if asks is Ask.SERVICE else "still_data")
        if wish is Wish.SLOW or asks is Ask.SPEED:
            return self._say("still_slow", speed=speed.value)
        return self._say("now_slow", speed=speed.value)
