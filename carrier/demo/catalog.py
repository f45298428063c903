"""What the fictional carrier sells, where it serves and how people there are called. Nothing here is real."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOnOffer:
    """A plan; money in cents, data in gigabytes."""

    plan_id: str
    name: str
    data_limit_gb: int
    price_cents: int
    topup_cents_per_gb: int


PLANS = {
    plan.plan_id: plan
    for plan in (
        PlanOnOffer(
            plan_id="plan-talk-1", name="Talk 1", data_limit_gb=1, price_cents=1500, topup_cents_per_gb=600
        ),
        PlanOnOffer(
            plan_id="plan-basic-5", name="Basic 5", data_limit_gb=5, price_cents=2500, topup_cents_per_gb=500
        ),
        PlanOnOffer(
            plan_id="plan-plus-15",
            name="Plus 15",
            data_limit_gb=15,
            price_cents=4000,
            topup_cents_per_gb=400,
        ),
        PlanOnOffer(
            plan_id="plan-family-25",
            name="Family 25",
            data_limit_gb=25,
            price_cents=4500,
            topup_cents_per_gb=350,
        ),
        PlanOnOffer(
            plan_id="plan-max-50", name="Max 50", data_limit_gb=50, price_cents=6000, topup_cents_per_gb=300
        ),
        PlanOnOffer(
            plan_id="plan-max-200",
            name="Max 200",
            data_limit_gb=200,
            price_cents=8000,
            topup_cents_per_gb=200,
        ),
        PlanOnOffer(
            plan_id="plan-home-500",
            name="Home 500",
            data_limit_gb=500,
            price_cents=5000,
            topup_cents_per_gb=100,
        ),
    )
}
MOBILE_PLANS = tuple(plan_id for plan_id in PLANS if plan_id != "plan-home-500")
HOME_PLAN = "plan-home-500"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceModel:
    """A device; `installment_cents` a month for two years when bought from the carrier."""

    maker: str
    model: str
    device_type: str
    installment_cents: int
    five_g: bool = True
    esim: bool = True
    wifi_calling: bool = True


PHONES = (
    DeviceModel(maker="Norrland", model="N7", device_type="phone", installment_cents=2499),
    DeviceModel(maker="Norrland", model="N7 Mini", device_type="phone", installment_cents=1899),
    DeviceModel(maker="Halcyon", model="Pico 3", device_type="phone", installment_cents=1249, five_g=False),
    DeviceModel(maker="Halcyon", model="Vista 9", device_type="phone", installment_cents=3166),
    DeviceModel(maker="Tarn", model="Fold 2", device_type="phone", installment_cents=4374),
    DeviceModel(
        maker="Tarn",
        model="Simple",
        device_type="phone",
        installment_cents=499,
        five_g=False,
        esim=False,
        wifi_calling=False,
    ),
)
TABLET = DeviceModel(maker="Halcyon", model="Slate 11", device_type="tablet", installment_cents=1666)
ROUTER = DeviceModel(
    maker="Hearth",
    model="H2",
    device_type="home_internet",
    installment_cents=0,
    esim=False,
    wifi_calling=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A ZIP code with the town it lies in."""

    zip_code: str
    city: str
    state: str


PLACES = tuple(
    Place(zip_code=zip_code, city=city, state=state)
    for zip_code, city, state in (
        ("55401", "Minneapolis", "MN"),
        ("55408", "Minneapolis", "MN"),
        ("55101", "Saint Paul", "MN"),
        ("55802", "Duluth", "MN"),
        ("55901", "Rochester", "MN"),
        ("56301", "Saint Cloud", "MN"),
        ("11101", "Long Island City", "NY"),
        ("11354", "Flushing", "NY"),
        ("11375", "Forest Hills", "NY"),
        ("11432", "Jamaica", "NY"),
        ("11201", "Brooklyn", "NY"),
        ("14604", "Rochester", "NY"),
        ("60601", "Chicago", "IL"),
        ("60614", "Chicago", "IL"),
        ("97201", "Portland", "OR"),
        ("98101", "Seattle", "WA"),
        ("78701", "Austin", "TX"),
        ("77002", "Houston", "TX"),
        ("94103", "San Francisco", "CA"),
        ("90012", "Los Angeles", "CA"),
        ("33130", "Miami", "FL"),
        ("30303", "Atlanta", "GA"),
        ("80202", "Denver", "CO"),
        ("02108", "Boston", "MA"),
    )
)
PLACE_OF = {place.zip_code: place for place in PLACES}
OUTAGE_ZIP_CODES = ("55408", "55401")
HOME_OUTAGE_ZIP_CODES = ("11432",)
WORKS_ZIP_CODES = ("60614", "97201")

STREETS = (
    "Lanternfish Lane", "Pebblebrook Street", "Windlass Avenue", "Marmalade Row", "Foxglove Court",
    "Kettledrum Road", "Thimbleberry Way", "Sundial Street", "Cobblewick Drive", "Harborlight Avenue",
)  # fmt: skip
GIVEN_NAMES = (
    "Ada", "Amos", "Anneliese", "Bertram", "Bianca", "Caspian", "Celeste", "Clementine", "Cyrus",
    "Dahlia", "Desmond", "Edith", "Elias", "Esmé", "Felix", "Fern", "Gideon", "Greta", "Hugo", "Imogen",
    "Ines", "Jasper", "José", "Juno", "Kofi", "Lavinia", "Leopold", "Linus", "Lucía", "Mabel", "Magnus",
    "Maya", "Mei-Lin", "Milo", "Nadia", "Noor", "Octavia", "Omar", "Opal", "Otis", "Petra", "Priya",
    "Quentin", "Renée", "Rosalind", "Rufus", "Saskia", "Silas", "Soren", "Tabitha", "Thaddeus", "Tomás",
    "Una", "Viola", "Wendell", "Winifred", "Xavier", "Yara", "Zelda", "Zoë",
)  # fmt: skip
FAMILY_NAMES = (
    "Appleshard", "Barleycombe", "Bellwhistle", "Birchgrove-Finn", "Bramblethorn", "Brindlewood",
    "Candlewick", "Cobblemead", "Copperkettle", "Dandelyon", "Dappledown", "Driftmoor", "Elderquist",
    "Emberlane", "Fiddlewright", "Foxtrotter", "Gingerfield", "Goosefeather", "Hazelnutter", "Honeydrop",
    "Inkwell", "Ivyminster", "Jamwright", "Juniperson", "Kettleburn", "Kingfisherly", "Larkspurrow",
    "Lemonsworth", "Lintwhistle", "Marblemoor", "Marlow-Thistle", "Meadowlark", "Moonraker", "Mossgarden",
    "Nettlesby", "Nightingalen", "Oakapple", "Orchardson", "Paperwhite", "Peppercorne", "Pinecroft",
    "Puddlefoot", "Quillfeather", "Quincebury", "Rainbarrel", "Rosehipper", "Saltmarsh", "Silverspoone",
    "Snapdragen", "Sparrowhurst", "Starlinger", "Tanglewick", "Teacupper", "Thistlemoor", "Umberfield",
    "Velvetine", "Weatherbye", "Willowbrough", "Yarrowgate", "Zephyrine",
)  # fmt: skip
COUNTRIES = ("Canada", "Mexico", "France", "Japan", "Brazil", "Kenya")
ONE_OFFS = (
    ("Replacement SIM card", 1000),
    ("Line activation fee", 3500),
    ("Device upgrade fee", 3000),
    ("Expedited delivery of a device", 1495),
)
TAX_PER_MILLE = 83
"""Taxes and regulatory fees on what a bill charges before them."""
LATE_FEE_CENTS = 700
