"""The finer view of a wish, decided after its label: troubleshooting, complaint, spam and so on."""

from collections.abc import Sequence

from agent.nlu import language
from agent.nlu.phrases import Phrasebook

_CATEGORIES: dict[str, tuple[str, ...]] = {
    "solicitation_spam": (
        "business/google listing/loan/profile/funding",
        "search results/engine/ranking",
        "lower your energy/electric/rate/bill",
        "extended car/vehicle auto? warranty",
        "calling about/from/regarding your? business/google/listing/website/energy",
        "press one/1 to",
        "interested in a/selling/switching/saving/our",
        "seo/marketing/advertising/leads/survey/donation/campaign",
        "top of google/the_search",
        "merchant/credit_card processing",
        "congratulations you",
    ),
    "business_other": (
        "hiring/resume/job/jobs/career/careers/employment/apply",
        "delivery for/to your/the shop/office/warehouse",
        "vendor/supplier/invoice_for_you/purchase_order/distributor",
        "i work for you/your",
        "this is * on/at/from the * job/site",
        "reporter/newspaper/magazine",
        "subcontractor",
    ),
    "complaint": (
        "complaint/complain/complaining/unacceptable/disappointed/unprofessional/rude/"
        "lawyer/lawsuit",
        "better business bureau",
        "scratched/damaged/cracked/ruined/broke my/our/the floor/wall/ceiling/door/car/fence/house",
        "third/second no show",
        "bad/terrible/awful/poor/worst service/review/experience/job",
        "not happy/satisfied with",
        "queja/quejarme",
    ),
    "troubleshooting": (
        "how do/can/would/should i/you/we reset/relight/light/change/clean/program/set/"
        "turn/restart/"
        "replace/check/fix/bleed/drain/open/test",
        "what/which size/kind/type filter/of_filter/battery/batteries",
        "how often should/do",
        "what temperature should",
        "is it normal/okay/safe/ok",
        "what does *? *? mean/code",
        "error/fault code",
        "reset button/the/my",
    ),
    "service_followup": (
        "you/they/your_guy/your_tech/he fixed/repaired/serviced/installed/replaced/"
        "were_here/was_here "
        "it/the/my/our/last/this/yesterday/just? ",
        "part/parts in/arrived/come_in/ordered/here/available",
        "is/did/has/are my/the/our part/parts",
        "new * you put/installed",
        "installed in/last/by_you",
        "again/already after you/your/the repair/tech/visit",
        "your/the tech/technician left/was_here/came/just",
        "same problem/issue again/as_before",
    ),
    "faq_services": (
        "do you work/service on/with trane/carrier/lennox/goodman/rheem/york/bryant/daikin/"
        "mitsubishi/all_brands",
        "licensed/insured/bonded/certified",
        "what brands/services",
    ),
    "membership": ("membership/member/members/club/vip/agreement/plan/plans/program/membresia",),
}
_BOOK: Phrasebook[str] = Phrasebook(_CATEGORIES)
_WHERE = {
    "solicitation_spam": frozenset(("out_of_scope", "speak_to_human", "billing_payment")),
    "business_other": frozenset(("out_of_scope",)),
    "membership": frozenset(("warranty_membership",)),
    "faq_services": frozenset(("book_service", "out_of_scope")),
    "troubleshooting": frozenset(("book_service", "maintenance_tuneup", "out_of_scope")),
}


def category(tokens: Sequence[str], label: str, *, known: bool) -> str:
    """The second-level category of an utterance with this label; usually the label itself."""
    if language.named_spanish(tokens):
        return "language_switch"
    found = set(_BOOK.values(tokens))
    for name in _CATEGORIES if found else ():
        if name in found and label in _WHERE.get(name, (label,)):
            return name
    return label if known else "unclear"
