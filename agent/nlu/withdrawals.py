"""Whether a caller wants no visit after all: they only asked, think it over, or go elsewhere."""

from typing import Literal

from agent.nlu.phrases import Phrasebook, padded

Strength = Literal["plain", "short", "skip"]
_SHORT = 8
"""Longer turns with "never mind" or "not today" mostly go on to something else."""

# plain: a refusal wherever it is said · short: only when little else is said · skip: none.
_BOOK: Phrasebook[Strength] = Phrasebook(
    {
        "skip": (
            "was only/just wondering/asking/calling if/whether/when/to",
            "only/just looking for/to/at",
            "never mind/nevermind the/that/about * *",
            "not today/right_now but/maybe/how/what/tomorrow",
            "call you back number/at/on",
        ),
        "plain": (
            "only/just asking/asked/wondering/wondered/checking/curious/inquiring about? the? "
            "price/prices/cost/rates/fee/question/out?",
            "was/am/were only/just asking/wondering/curious/comparing/shopping/browsing",
            "only/just comparing/shopping * *",
            "only/just want/wanted/need/needed the/a/to_know * price/prices/cost/number/quote",
            "only/just want/wanted/need/needed the/a? price/prices/cost/quote/information/info",
            "shopping/asking around",
            "comparing prices/quotes/companies",
            "do/did/would not want/need a/the/any/to visit/appointment/schedule/book/booking/"
            "set_up/anything_booked/one_yet",
            "do/did not want/need a visit/appointment yet?",
            "not booking/scheduling/setting anything?",
            "not ready to",
            "do not book/schedule it/that/anything/me/the",
            "think about it/that/this",
            "think it/this over",
            "talk/speak/check to/with/it_over_with my husband/wife/landlord first",
            "will/would/am_going_to? call/try/find/look_for/go_with/get/use somebody/someone/"
            "another/other/anyone else/local/closer/company/companies/out/here/around/nearer",
            "find/try/call/get somebody/someone/another * else/here/local/company/closer/nearby",
            "will/would/can/let_me call you/y'all/back back/later/if/when",
            "changed my mind about? the/it/this? whole?",
            "not interested",
            "forget the whole thing",
            "no la/lo? agende",
            "ya no quiero",
            "mejor no",
            "cambie de opinion",
            "yo le llamo",
            "no me interesa",
            "solo/nomas queria/quiero/estoy/estaba saber/preguntando/preguntar/comparando",
            "lo voy a pensar",
        ),
        "short": (
            "never mind/nevermind",
            "forget it/about_it",
            "not today/right_now/at_this_time/yet/this_time",
            "no thanks/thank_you",
            "rather not",
            "that is okay/alright/all_right/fine i will/would",
            "no need",
            "do not bother",
            "olvidelo/dejelo_asi/ahorita_no/no_gracias",
        ),
    }
)


def withdraws(text: str, *, answering_offer: bool = False) -> bool:
    """Whether the words say that no visit is wanted.

    `answering_offer`: an offer was just made, so that short refusals ("no thanks", "not today")
    count too; elsewhere they may refuse a single thing.
    """
    tokens = padded(text)
    found = set(_BOOK.values(tokens))
    return "plain" in found or (
        answering_offer and "short" in found and len(tokens) - len(("<", ">")) <= _SHORT
    )
