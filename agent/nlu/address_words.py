"""Words of US addresses: street suffixes, directions, unit types, highways, and filler talk."""

SUFFIXES = {
    "street": "St", "st": "St", "avenue": "Ave", "ave": "Ave", "av": "Ave",
    "boulevard": "Blvd", "blvd": "Blvd", "drive": "Dr", "dr": "Dr", "court": "Ct", "ct": "Ct",
    "lane": "Ln", "ln": "Ln", "road": "Rd", "rd": "Rd", "way": "Way", "terrace": "Ter",
    "ter": "Ter", "terr": "Ter", "circle": "Cir", "cir": "Cir", "place": "Pl", "pl": "Pl",
    "parkway": "Pkwy", "pkwy": "Pkwy", "trail": "Trl", "trl": "Trl", "square": "Sq", "sq": "Sq",
    "loop": "Loop", "alley": "Aly", "aly": "Aly", "run": "Run", "expressway": "Expy",
    "expy": "Expy", "pike": "Pike", "cove": "Cv", "cv": "Cv", "crossing": "Xing", "plaza": "Plz",
    "plz": "Plz", "row": "Row", "path": "Path", "bend": "Bnd", "turnpike": "Tpke",
    "freeway": "Fwy", "highway": "Hwy", "hwy": "Hwy",
}  # fmt: skip
"""Spoken or written suffix -> postal abbreviation."""

SUFFIX_SPOKEN = {
    "St": "Street", "Ave": "Avenue", "Blvd": "Boulevard", "Dr": "Drive", "Ct": "Court",
    "Ln": "Lane", "Rd": "Road", "Way": "Way", "Ter": "Terrace", "Cir": "Circle", "Pl": "Place",
    "Pkwy": "Parkway", "Trl": "Trail", "Sq": "Square", "Loop": "Loop", "Aly": "Alley",
    "Run": "Run", "Expy": "Expressway", "Pike": "Pike", "Cv": "Cove", "Xing": "Crossing",
    "Plz": "Plaza", "Row": "Row", "Path": "Path", "Bnd": "Bend", "Tpke": "Turnpike",
    "Fwy": "Freeway", "Hwy": "Highway",
}  # fmt: skip

DIRECTIONS = {
    "north": "N", "south": "S", "east": "E", "west": "W", "northeast": "NE", "northwest": "NW",
    "southeast": "SE", "southwest": "SW", "n": "N", "s": "S", "e": "E", "w": "W", "ne": "NE",
    "nw": "NW", "se": "SE", "sw": "SW",
}  # fmt: skip
DIRECTION_SPOKEN = {
    "N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest",
    "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip
NOT_DIRECTED = frozenset({"end", "side", "gate", "view", "shore", "bank", "wind", "point", "fork"})
"""After a direction these belong to the name: "West End Avenue"."""

UNITS = {
    "apartment": "Apt", "apt": "Apt", "unit": "Unit", "suite": "Ste", "ste": "Ste",
    "floor": "Fl", "fl": "Fl", "lot": "Lot", "building": "Bldg", "bldg": "Bldg", "room": "Unit",
    "rm": "Unit",
    "flr": "Fl", "condo": "Unit", "trailer": "Lot", "trlr": "Lot", "space": "Lot",
    "number": "Unit", "townhouse": "Unit",
    "apartamento": "Apt", "departamento": "Apt", "depa": "Apt", "unidad": "Unit", "piso": "Fl",
    "edificio": "Bldg", "lote": "Lot",
}  # fmt: skip
UNIT_SPOKEN = {
    "Apt": "apartment", "Unit": "unit", "Ste": "suite", "Fl": "floor", "Lot": "lot",
    "Bldg": "building",
}  # fmt: skip

HIGHWAYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("farm", "to", "market", "road"), "Farm to Market Road"),
    (("farm", "to", "market"), "Farm to Market"),
    (("ranch", "to", "market", "road"), "Ranch to Market Road"),
    (("ranch", "to", "market"), "Ranch to Market"),
    (("old", "state", "highway"), "Old State Highway"),
    (("old", "us", "highway"), "Old US Highway"),
    (("old", "highway"), "Old Highway"),
    (("old", "route"), "Old Route"),
    (("u", "s", "highway"), "US Highway"),
    (("us", "highway"), "US Highway"),
    (("u", "s", "route"), "US Route"),
    (("us", "route"), "US Route"),
    (("state", "highway"), "State Highway"),
    (("state", "route"), "State Route"),
    (("state", "road"), "State Road"),
    (("county", "highway"), "County Highway"),
    (("county", "route"), "County Route"),
    (("county", "road"), "County Road"),
    (("township", "road"), "Township Road"),
    (("forest", "road"), "Forest Road"),
    (("farm", "road"), "Farm Road"),
    (("ranch", "road"), "Ranch Road"),
    (("rural", "route"), "Rural Route"),
    (("rural", "road"), "Rural Road"),
    (("star", "route"), "Star Route"),
    (("r", "r"), "Rural Route"),
    (("rr",), "Rural Route"),
    (("f", "m"), "FM"),
    (("fm",), "FM"),
    (("interstate",), "Interstate"),
    (("highway",), "Highway"),
    (("route",), "Route"),
    (("u", "s"), "US"),
    (("us",), "US"),
    (("cr",), "County Road"),
    (("loop",), "Loop"),
)
"""Spoken beginnings of roads known by number, longest first, and how they are written."""

LEADING_TYPES = frozenset(
    {"avenue", "avenida", "calle", "camino", "via", "paseo", "rue", "corte", "vista", "rancho",
     "el", "la", "las", "los", "le"}
)  # fmt: skip
"""A street name may start with these and then has no suffix: "Avenue B", "Calle del Norte"."""

LOWER_IN_NAMES = frozenset({"del", "de", "of", "the", "to", "and", "y"})
"""Written small inside a street name."""

FILLERS = frozenset(
    {"um", "uh", "er", "ah", "hmm", "so", "well", "okay", "ok", "yeah", "yes", "sure", "like",
     "please", "thanks", "right", "hi", "hello", "eh", "uhm", "yep", "es", "este", "pues"}
)  # fmt: skip

NOISE = frozenset(
    {
     "i", "i'm", "i'd", "i'll", "i've", "im", "it", "it's", "its", "is", "are", "was", "were",
     "be", "am", "the", "a", "an", "my", "our", "your", "his", "her", "their", "we", "we're",
     "you", "you'll", "they", "he", "she", "that", "that's", "this", "these", "those", "there",
     "there's", "here", "at", "in", "on", "off", "by", "near", "behind", "across", "from", "next",
     "between", "past", "before", "after", "over", "under", "around", "with", "for", "and", "but",
     "or", "if", "just", "address", "house", "home", "gate", "code", "door", "dog", "dogs",
     "corner", "block", "live", "lives", "living", "located", "location", "service", "call",
     "because", "when", "where", "what", "which", "who", "why", "how", "do", "don't", "doesn't",
     "can", "can't", "could", "would", "should", "will", "won't", "have", "has", "had", "not",
     "no", "same", "last", "time", "think", "know", "need", "want", "give", "giving", "feel",
     "look", "see", "go", "turn", "take", "come", "park", "parking", "entrance", "enter", "press",
     "buzz", "buzzer", "ring", "side", "front", "rear", "left", "zip", "zipcode", "city", "state",
     "county", "town", "area", "called", "name", "street's", "spelled", "spell", "into", "about",
     "new", "blue", "white", "brick", "big", "little", "real", "kidding", "cross", "cul",
     "sac", "intersection", "pin", "lockbox", "key", "driveway", "garage", "building", "upstairs",
     "downstairs", "basement", "me", "us", "him", "them", "one", "of", "to", "out", "up", "down",
     "grados", "años", "anos",
     "then", "also", "still", "already", "sorry", "actually", "wait", "mean", "guess", "maybe",
     "church", "school", "store", "station", "bank", "opposite", "beside", "long",
     "way's", "number", "billing", "mailing", "different", "moved", "mi", "casa", "en", "vivo",
     "direccion", "numero", "con", "letter", "letters", "word", "bird", "tree", "color",
     "all", "does", "did", "let", "let's", "get", "got", "file", "system", "should've", "rather",
     "lower", "upper", "level", "red", "green", "yellow", "gray", "grey", "stone", "duplex",
     "complex", "condo", "townhome", "mezzanine",
     "correct", "perfect", "great", "good", "fine", "exactly", "thank", "wrong", "incorrect",
     "again", "repeat", "sounds", "works", "today", "tomorrow", "morning", "afternoon", "awesome",
     "cool", "true", "sir", "ma'am", "hold", "second", "minute", "moment", "pardon", "anyone",
     "say", "said", "comfortable", "yet", "people", "everyone", "any", "some", "very", "really",
    }
)  # fmt: skip
"""Everyday words that never start or make up a city or a street without a suffix."""

NAMEABLE = frozenset(
    {
     "park", "parking", "church", "school", "station", "front", "side", "state", "county", "new",
     "blue", "white", "big", "little", "cross", "bank", "long", "tree", "house", "home", "corner",
     "bird", "store", "left", "city", "town", "gate", "key", "last", "call", "brick", "real",
     "block", "dog", "letter", "color", "garage", "service", "rear", "bell", "time", "past",
     "lower", "upper", "level", "red", "green", "yellow", "gray", "grey", "stone", "duplex",
     "complex", "condo", "townhome", "mezzanine",
     "casa", "number", "of", "the", "to", "one", "all", "name", "area", "file", "system",
     "building",
    }
)  # fmt: skip
"""Words of NOISE that are common in street names, where a suffix proves a name: "Church Street"."""

COUNTED = frozenset(
    {
     "year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours",
     "minute", "minutes", "minute's", "second", "seconds", "o'clock", "am", "pm", "degree",
     "degrees", "dollar", "dollars", "buck", "bucks", "cent", "cents", "percent", "mile", "miles",
     "foot", "feet", "inch", "inches", "ton", "tons", "gallon", "gallons", "visit", "visits",
     "appointment", "appointments", "time", "times", "people", "kids", "dog", "dogs", "cats",
     "units", "systems", "floors", "stories", "story", "bedroom", "bedrooms", "rooms", "things",
     "problems", "questions", "thousand", "hundred", "pm's", "ish", "thirty", "or", "point",
     "night", "nights", "evening", "evenings", "morning", "mornings", "afternoon", "adult",
     "adults", "child", "children", "persons", "person", "guests", "pound", "pounds", "euro",
     "euros", "quid", "pesos", "january", "february", "march", "april", "may", "june", "july",
     "august", "september",
     "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
     "sept", "oct", "nov", "dec",
    }
)  # fmt: skip
"""After a number these show that it counts something and is no house number."""

WEAK_SUFFIXES = frozenset(
    {"way", "run", "place", "loop", "row", "path", "bend", "square", "plaza", "cove", "crossing",
     "trail", "pike", "court", "circle", "highway", "freeway"}
)  # fmt: skip
"""Suffixes that are everyday words: without a house number they prove little."""

CITY_ENDINGS = frozenset({"park", "city", "town", "station"})
"""Words of NOISE that end many city names."""
