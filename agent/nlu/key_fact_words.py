"""Pieces of the patterns for key facts: relations, equipment, parts, brands, places, times."""

from agent.nlu import numbers

NUMBER_WORDS = (
    set(numbers.DIGITS)
    | set(numbers.TEENS)
    | set(numbers.TENS)
    | set(numbers.REPEATS)
    | {"star", "pound", "hash"}
)
N = rf"(?:\d+|{'|'.join(sorted(NUMBER_WORDS))})"
DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
RELATION = (
    r"(?:wife|husband|spouse|partner|girlfriend|boyfriend|fiancee?|son|daughter|mother|father|mom|"
    r"mum|dad|brother|sister|grandmother|grandfather|grandma|grandpa|grandson|granddaughter|nephew|niece|uncle|aunt|cousin|roommate|"
    r"housemate|neighbou?r|housekeeper|cleaner|nanny|babysitter|sitter|nurse|aide|caretaker|"
    r"caregiver|assistant|secretary|manager|landlord|landlady|tenants?|superintendent|super|"
    r"doorman|concierge|handyman|contractor|realtor|kids?|teenager|friend|in laws|"
    r"esposa|esposo|marido|mujer|hijo|hija|mama|papa|madre|padre|hermano|hermana|vecino|vecina|"
    r"inquilino|inquilina|suegra|suegro)"
)
EQUIPMENT = (
    r"(?:furnace|heater|heat pump|boiler|air conditioner|air conditioning|ac|a c|air handler|"
    r"condenser|compressor|unit|units|system|mini split|minisplit|water heater|evaporator|"
    r"humidifier|dehumidifier|hvac|equipment|package unit|radiators?|"
    r"calefaccion|calentador|aire|caldera|equipo|minisplit)"
)
PART = (
    r"(?:capacitors?|contactor|motor|blower|fan|thermostat|filters?|batter(?:y|ies)|breaker|coils?|"
    r"refrigerant|freon|control board|board|igniter|ignitor|flame sensor|sensor|valve|ducts?|"
    r"ductwork|pilot|drain line|drain|pump|thermocouple|compressor|heat exchanger|transformer|"
    r"filtros?|compresor|bateria|termostato)"
)
BRAND = (
    r"(?:trane|carrier|lennox|goodman|rheem|ruud|york|bryant|amana|mitsubishi|daikin|"
    r"american standard|fujitsu|lg|samsung|heil|payne|tempstar|coleman|gree|pioneer|bosch|"
    r"weil mclain|navien|rinnai|bradford white|a ?o smith|burnham|armstrong|luxaire|maytag|"
    r"frigidaire|nordyne|comfortmaker|day and night|kenmore|sanyo|toshiba|friedrich|viessmann)"
)
WHERE = r"(?:in|on|at|behind|under|underneath|by|near|next|beside|outside|inside|above|below)"
SPOT = (
    r"(?:attic|basement|garage|closet|roof|rooftop|crawl ?space|utility|laundry|yard|backyard|"
    r"hall|hallway|kitchen|bathroom|bedroom|shed|cellar|upstairs|downstairs|side|porch|patio|"
    r"carport|loft|atico|sotano|techo|cochera|patio|azotea|closet)"
)
THEM = (
    r"(?:him|her|them|the (?:technician|technicians|tech|techs|guy|guys|driver|office|crew|person|"
    r"man|boss|dispatcher|manager)|your (?:technician|tech|guy|guys|people|driver|crew|team|office)"
    r"|whoever (?:comes|is coming|shows up))"
)
PAST = r"(?:last|ago|yesterday|recently|already|before|twice|once|in \w+|this \w+|since|new)"
CALLING = r"(?:call|text|ring|phone|message|contact|notify|reach|buzz)"
ME = rf"(?:me|us|him|her|(?:my|the) {RELATION})"
