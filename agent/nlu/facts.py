"""Single facts in an answer: who is at risk, how cold it is, who owns the place, is it safe."""

import re
from collections.abc import Sequence
from typing import Literal

from agent.nlu import acts, hazards
from agent.nlu.phrases import Phrasebook, padded
from agent.nlu.temperatures import temperature_f

__all__ = [
    "Ownership",
    "Safety",
    "Vulnerable",
    "false_alarm",
    "outside",
    "ownership",
    "safe_answer",
    "temperature_f",
    "vulnerable",
]

Vulnerable = Literal["infant", "elderly", "medical", "none"]
Ownership = Literal["owner", "tenant", "manager", "business"]
Safety = Literal["safe", "danger", "unsure"]

_WHO: Phrasebook[Vulnerable | Literal["skip"]] = Phrasebook(
    {
        "skip": (
            "no kids/children/babies/baby/infants/elderly/seniors/newborn/one_elderly",
            "no small/little/young kids/children",
            "no medical/health issues/conditions/problems",
            "not elderly/sick/disabled/old/pregnant",
            "nobody/no_one/noone/none_of_us is/are? here? is/are? really/very? "
            "sick/ill/elderly/old/disabled/pregnant/young/small/little",
            "baby sitter/steps/sit",
            "treinta/cuarenta/cincuenta/sesenta y un/uno/dos/tres/cuatro anos",
            "old house/unit/furnace/system/home",
        ),
        "medical": (
            "oxygen/dialysis/asthma/copd/chemo/cancer/pregnant/wheelchair/bedridden/ventilator/"
            "disabled/handicapped/diabetic/epilepsy/hospice/ill/sick/surgery/immunocompromised/"
            "pacemaker/cpap/nebulizer",
            "heart condition/problem/problems/disease/failure/patient",
            "lung/breathing/kidney/health/medical condition/problem/problems/issue/issues/disease/"
            "equipment",
            "ms/parkinson_is/alzheimer_is/dementia",
            "broken hip/leg",
            "enfermo/enferma/enfermos/embarazada/oxigeno/asma/discapacitado/discapacitada/"
            "silla_de_ruedas/problemas_de_salud",
        ),
        "infant": (
            "baby/babies/infant/infants/newborn/newborns/toddler/toddlers/twins",
            "month/months/week/weeks/day/days old",
            "one/two/1/2 year old/olds",
            "small/little/young kid/kids/child/children/one/ones",
            "my? kids/children/grandkids/grandchildren/grandson/granddaughter",
            "bebe/bebes/recien_nacido/recien_nacida/nino/nina/ninos/ninas/chiquito/chiquita/"
            "chiquitos/pequeno/pequenos",
            "un/uno/dos/tres/cuatro/1/2/3/4 ano/anos",
            "meses/semanas de nacido/nacida/edad",
        ),
        "elderly": (
            "elderly/senior/seniors/grandmother/grandma/grandfather/grandpa/granny/nana/"
            "grandparents/old_lady/old_man",
            "sixty_five/seventy/eighty/ninety/70/75/80/85/90",
            "seventy/eighty/ninety one/two/three/four/five/six/seven/eight/nine year/years? old?",
            "in her/his/their/my seventies/eighties/nineties/70s/80s/90s",
            "i_am/she_is/he_is/they_are over? 65/66/67/68/69/70/71/72/73/74/75/76/77/78/79/80/81/"
            "82/83/84/85/86/87/88/89/90/91/92/93/94/95/96/97/98/99",
            "elderly/old/aging mother/father/mom/dad/parents/parent/woman/man/person/people/lady",
            "older person/people/folks/couple/adult/adults/parents/mother/father",
            "we/i are/am both? old/elderly/retired",
            "setenta/ochenta/noventa y? un/uno/dos/tres/cuatro/cinco/seis/siete/ocho/nueve? anos",
            "de la tercera edad",
            "anciano/anciana/ancianos/abuelo/abuela/abuelos/mayor/mayores/viejito/viejita",
        ),
    }
)
_NOBODY: Phrasebook[str] = Phrasebook(
    {
        "none": (
            "nobody/none/no_one/noone/neither",
            "just me/us/adults/my_wife/my_husband/the_two_of_us/healthy_adults/my_wife_and_i",
            "we/they are all? fine/healthy/okay/adults/good",
            "everyone/everybody/all is/are? fine/healthy/okay/ok/good/adults",
            "all/only adults",
            "i live alone",
            "no/not_any kids/children/babies/baby/infants/elderly/seniors",
            "nadie/ninguno/ninguna/solo_yo/solo_adultos/puros_adultos",
            "solo/nomas mi esposo/esposa y yo",
            "vivo solo/sola",
            "somos adultos/puros_adultos/solo_adultos",
        )
    }
)
_RANK: tuple[Vulnerable, ...] = ("medical", "infant", "elderly")

_OWNER: Phrasebook[Ownership] = Phrasebook(
    {
        "owner": (
            "i/we own/bought",
            "i/we am/are the? owner/owners/homeowner/homeowners",
            "owner/homeowner",
            "my_own/our_own house/home/place",
            "it is mine/ours",
            "it is my/our house/home",
            "yes i/we own/do",
            "soy/somos el/la/los? dueno/duena/duenos/propietario",
        ),
        "tenant": (
            "i/we rent/lease/am_renting/are_renting",
            "renting/renter/renters/tenant/lease/leasing",
            "my/the/our landlord/landlady",
            "rento/alquilo/inquilino/inquilina/arrendatario",
        ),
        "manager": (
            "property/building/apartment/facility/facilities manager/management",
            "i manage the/this/it/these/a/several",
            "landlord for/of",
            "i_am/the the? landlord/manager/superintendent/super",
            "my/our tenant/tenants/renter/renters",
            "rental property/properties",
            "administro/administrador/administradora",
        ),
        "business": (
            "business/restaurant/store/shop/warehouse/church/school/commercial/salon/clinic/hotel",
            "office building/manager/space",
            "our/my office/company/employees/customers",
            "negocio/oficina/tienda/restaurante",
        ),
    }
)
_OWNER_RANK: tuple[Ownership, ...] = ("business", "manager", "tenant", "owner")

_DENIALS = Phrasebook(
    {
        "denied": (
            "nothing like that/of_the_sort",
            "none of that/those/them/it",
            "nada de eso",
            "no hay nada",
            "ninguno/ninguna de_eso/de_esos/de_esas",
        )
    }
)
"""Words that deny every danger asked about; a mere "no" may only mean "not outside yet"."""
_CALM: Phrasebook[Safety | Literal["skip", "alarm"]] = Phrasebook(
    {
        "skip": (
            "all clear from/of not",
            "no alarm/alarms/detector is/are? going/sounding/beeping/on",
        ),
        "safe": (
            "all clear/good/quiet/fine/safe",
            "everything is/seems/looks fine/okay/ok/good/normal/safe/quiet",
            "we/i are/am fine/okay/ok/safe/good",
            "just/only the/one/a *? chirp/chirps/beep",
            "low/dead/dying battery/batteries",
            "battery is? low/dead/dying",
            "nothing like that/at_all/of_the_sort/dangerous/unusual",
            "none of that/those/them/it/the_above",
            "just/only the/no? heat/heater/ac/air/furnace/cold/noise/water/leak/no_heat/hot",
            "neither/ninguno/ninguna/nada/nada_de_eso",
            "todo esta? bien/tranquilo/normal",
            "no pasa nada",
            "solo/nomas que? no? enfria/calienta/prende/funciona/sirve/gotea/hace_ruido",
            "it is safe",
        ),
        "alarm": (
            "alarm/alarms/detector/detectors is/are/has_been/keeps? going/sounding/beeping/"
            "screaming/ringing/on/too",
            "alarma/alarmas/detector esta/sigue? sonando/suena/pitando",
            "suena/sonando/pitando la/el/una/mi alarma/detector",
        ),
        "danger": (
            "yes i/we do/can/smell/see/hear",
            "all of them/the_above/those",
            "both",
            "a little/bit/faint/slight one?",
            "kind/sort of",
            "slightly/faintly",
            "i/we do smell/see/hear",
        ),
        "unsure": (
            "smell something",
            "smells/smell/smelled/odor funny/weird/strange/odd/bad",
            "funny/weird/strange/odd/bad smell/odor",
            "beep+/chirp+",
            "huele raro/feo/extrano/mal/algo",
            "olor raro/feo/extrano",
        ),
    }
)
_OUTSIDE: Phrasebook[bool] = Phrasebook(
    {
        False: (
            "outside/outdoor unit/ac/condenser/fan/temperature/compressor/machine/part",
            "not/still_not/can_not/will_not/do_not_want_to outside/out/leave/go/going/get/outside",
            "it is * ? degrees? outside",
            "cold/hot/freezing/degrees/snowing/raining outside",
            "should/do/must/can we/i go/leave/get_out",
            "out of town/service/order/warranty/gas/power/filters",
            "go/going/went/gone out the fan/heat",
            "pilot/heat/furnace/ac/power/light is/went/goes/has_gone out",
        ),
        True: (
            "we/i/everybody/everyone/all/family/kids are/am/is/got/went/have/stepped/came/all? all/"
            "now/already/standing/both/gone? outside/out/out_now/outdoors",
            "outside/outdoors now/already",
            "< okay/ok/yes/yeah? we/i? are/am? outside >",
            "getting/going/heading/walking/moving/stepping/running out/outside",
            "leaving/leave/left/evacuated/evacuating now/the_house/the_building/right_now/already",
            "we/i are/am leaving",
            "i/we will go/get/head/leave/step out/outside/now?",
            "out of the house/building/home/apartment",
            "in/at the/my/a car/driveway/yard/street/neighbor/neighbors/sidewalk/front_yard/truck",
            "across the street",
            "next door",
            "everybody/everyone/we is/are out",
            "calling/called/call/on_with nine/911/the_fire/fire_department/the_gas",
            "estamos/estoy/salimos/saliendo/esperando ya? todos? afuera/fuera",
            "afuera/fuera ya/todos/>",
            "ya? salimos/saliendo/sali",
            "en la/el/mi calle/banqueta/carro/coche/patio/jardin/troca",
            "con el/la/los vecino/vecina/vecinos",
        ),
    }
)
_OVER: Phrasebook[bool] = Phrasebook(
    {
        True: (
            "false alarm",
            "it/that/they/everything is/has/was/were been? handled/taken_care_of/resolved/fixed/"
            "cleared/sorted/over/gone",
            "taken care of",
            "fire department/gas company came/has_been/was_here/left/cleared/already/said",
            "already called/came/left/checked/cleared",
            "they/he cleared/checked it/us/the_house",
            "gave us? the? all clear",
            "all clear now?",
            "it was/is? just/only the? toast/dust/dinner/cooking/oven/stove/shower/steam/incense/"
            "neighbor/neighbors/battery/test",
            "i was just/only? kidding/joking/testing",
            "i was asking/wondering/just_asking",
            "no not an? emergency",
            "falsa alarma",
            "ya no huele/suena/sale/hay",
            "era/fue la/el/solo? comida/estufa/bateria/polvo/horno/cena/vapor/broma",
            "me equivoque",
            "i_am/it_is? not smelling/hearing/seeing anything/it anymore/any_more/now",
        )
    }
)


def vulnerable(text: str) -> Vulnerable | None:
    """Who at risk is in the home, the most urgent kind first; None when not said.

    "none" is a plain statement that nobody is; a bare "no" counts as one.
    """
    tokens = padded(text)
    found = set(_WHO.values(tokens))
    named = next((kind for kind in _RANK if kind in found), None)
    if named is not None:
        return named
    return "none" if _NOBODY.has(tokens) or "skip" in found or acts.yes_no(text) == "no" else None


def ownership(text: str) -> Ownership | None:
    """The caller's role toward the place, None when not said."""
    found = set(_OWNER.values(padded(text)))
    return next((role for role in _OWNER_RANK if role in found), None)


def safe_answer(text: str) -> Safety | None:
    """Answer to "do you smell gas, hear an alarm, or see smoke right now?".

    A present danger in the words outweighs a "no"; a denied one counts as safe.
    """
    tokens = padded(text)
    found = [one for one in hazards.find(text) if one.rule in _ASKED_ABOUT]
    stances = {one.stance for one in found}
    calm = set(_CALM.values(tokens))
    if "present" in stances or ("alarm" in calm and not _alarm_denied(found)):
        return "danger"
    answer = acts.yes_no(text if temperature_f(text) is None else _GUESS.sub(" ", text))
    doubt = "unsure" in calm or "vague" in stances or answer == "unsure"
    if doubt or (answer == "yes" and "safe" in calm):
        return "unsure"
    if answer == "no" or "safe" in calm or stances == {"negated"}:
        return "safe"
    if answer == "yes" or "danger" in calm:
        return "danger"
    return "unsure" if answer == "mixed" or stances & {"past", "asked"} else None


_GUESS = re.compile(r"\b(maybe|perhaps|possibly)\b", re.IGNORECASE)
"""Words of a guessed temperature, which are no doubt about gas."""
_ASKED_ABOUT = frozenset(("GAS", "CO", "FIRE", "ELEC_SMELL", "MEDICAL", "VIOLENCE"))


def _alarm_denied(found: Sequence[hazards.Hazard]) -> bool:
    return any(one.rule == "CO" and one.stance == "negated" for one in found)


def outside(text: str) -> bool:
    """Whether the caller is out of the building or on the way out."""
    found = _OUTSIDE.values(padded(text))
    return bool(found) and found[-1]


def false_alarm(text: str) -> bool:
    """Whether the caller takes an emergency back, or others have dealt with it."""
    tokens = padded(text)
    return _OVER.has(tokens) or (_DENIALS.has(tokens) and safe_answer(text) == "safe")
