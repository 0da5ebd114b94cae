"""US states: names, postal codes, and which state a ZIP code lies in."""

from collections.abc import Sequence

STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA",
    "colorado": "CO", "connecticut": "CT", "delaware": "DE", "district of columbia": "DC",
    "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
    "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA",
    "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV",
    "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY",
    "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC",
    "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT",
    "virginia": "VA", "washington": "WA", "west virginia": "WV", "wisconsin": "WI",
    "wyoming": "WY", "puerto rico": "PR", "d c": "DC", "dc": "DC",
}  # fmt: skip
"""Spoken name -> two letters."""

CODES = frozenset(STATES.values())
CITY_TOO = frozenset({"new york", "washington"})
"""Names that mean the city when no other city stands before them."""

_LONGEST = 3
_FIRSTS = frozenset(name.split()[0] for name in STATES)

# First three digits of the lowest ZIP of each stretch that lies in one state, in rising order.
_ZIP_STARTS: tuple[tuple[int, str], ...] = (
    (5, "NY"), (6, "PR"), (8, ""), (9, "PR"), (10, "MA"), (28, "RI"), (30, "NH"), (39, "ME"),
    (50, "VT"), (55, "MA"), (56, "VT"), (60, "CT"), (63, ""), (64, "CT"), (70, "NJ"), (90, ""),
    (100, "NY"), (150, "PA"), (197, "DE"), (200, "DC"), (201, "VA"), (202, "DC"), (206, "MD"),
    (220, "VA"), (247, "WV"), (269, ""), (270, "NC"), (290, "SC"), (300, "GA"), (320, "FL"),
    (340, ""), (341, "FL"), (350, "AL"), (370, "TN"), (386, "MS"), (398, "GA"), (400, "KY"),
    (428, ""), (430, "OH"), (460, "IN"), (480, "MI"), (500, "IA"), (530, "WI"), (550, "MN"),
    (570, "SD"), (580, "ND"), (590, "MT"), (600, "IL"), (630, "MO"), (660, "KS"), (680, "NE"),
    (700, "LA"), (716, "AR"), (730, "OK"), (733, "TX"), (734, "OK"), (750, "TX"), (800, "CO"),
    (820, "WY"), (832, "ID"), (834, "ID"), (840, "UT"), (850, "AZ"), (870, "NM"), (885, "TX"),
    (889, "NV"), (900, "CA"), (962, ""), (967, "HI"), (969, ""), (970, "OR"), (980, "WA"),
    (995, "AK"),
)  # fmt: skip


def state_at(tokens: Sequence[str], at: int) -> tuple[str, int] | None:
    """Two-letter code and token count of a state name that starts at `at`; no abbreviations."""
    if at >= len(tokens) or tokens[at] not in _FIRSTS:
        return None
    for width in range(min(_LONGEST, len(tokens) - at), 0, -1):
        code = STATES.get(" ".join(tokens[at : at + width]))
        if code is not None:
            return code, width
    return None


def state_of_zip(zip_code: str) -> str:
    """The state of a five-digit ZIP by its first three digits, empty when unknown."""
    if len(zip_code) != 5 or not zip_code.isdecimal():
        return ""
    prefix = int(zip_code[:3])
    state = ""
    for start, name in _ZIP_STARTS:
        if start > prefix:
            break
        state = name
    return state
