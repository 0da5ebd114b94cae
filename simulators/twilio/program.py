"""Run TwiML documents on a leg, verb by verb, until none is left."""

from urllib.parse import urljoin

from simulators.twilio import verbs
from simulators.twilio.call import Call
from simulators.twilio.connect import connect
from simulators.twilio.dial import dial
from simulators.twilio.exchange import Exchange
from simulators.twilio.gather import gather
from simulators.twilio.pages import Page, Pages
from simulators.twilio.prompts import play_prompt
from simulators.twilio.record import record
from simulators.twilio.verbs import Hangup, Source, Verb


async def run(exchange: Exchange, call: Call, pages: Pages, page: Page) -> bool:
    """Run a document and all that it leads to; False if the last thing was a hang-up."""
    while True:
        step = await _run_page(exchange, call, pages, page)
        if not isinstance(step, Source):
            return step is None
        page = await pages.load(step)


async def _run_page(
    exchange: Exchange, call: Call, pages: Pages, page: Page
) -> Source | Hangup | None:
    for verb in page.verbs:
        exchange.log.add("verb", call.sid, verb=type(verb).__name__)
        if not call.answered_at and not (isinstance(verb, verbs.Dial) and verb.answer_on_bridge):
            call.pick_up()
        step = await _run_verb(exchange, call, pages, verb, page.url)
        if step is not None:
            return step
    return None


async def _run_verb(
    exchange: Exchange, call: Call, pages: Pages, verb: Verb, base_url: str
) -> Source | Hangup | None:
    match verb:
        case verbs.Connect():
            return await connect(exchange, call, verb, base_url)
        case verbs.Redirect():
            return Source(urljoin(base_url, verb.url), verb.method)
        case verbs.Say() | verbs.Play() | verbs.Pause():
            await play_prompt(exchange, call, verb, base_url)
            return None
        case verbs.Gather():
            return await gather(exchange, call, verb, base_url)
        case verbs.Dial():
            return await dial(exchange, call, pages, verb, base_url, run)
        case verbs.Record():
            return await record(exchange, call, verb, base_url)
        case verbs.Hangup() | verbs.Reject():
            return Hangup()
        case verbs.Message():
            exchange.alert(12200, "<Message> is ignored in a voice document", call.sid)
            return None
