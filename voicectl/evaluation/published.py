"""Figures that others published for the public sets, and how far ours can stand beside them.

Only figures that were read in a source are here; where that is not the paper itself, `read_in` says
so. `docs/models/published.md` holds the same table for readers.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Literal

import msgspec

from voicectl.evaluation.scorecard import Scorecard
from voicectl.evaluation.shares import Interval

Alike = Literal["same items", "same measure", "other measure", "none found"]
"""How far two figures may be compared.

"same items": both on items of this very file; "same measure": one measure, but another part of the
set or other labels; "other measure": only a hint of how hard the set is.
"""


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of somebody else, or the remark that none was found."""

    set: str
    figure: str
    """Ours that it stands beside; "accuracy" is the set's share right."""
    measure: str
    system: str
    value: float | None
    """A share between 0 and 1; None when none was found."""
    alike: Alike
    difference: str
    """In plain words, what is not the same."""
    source: str
    read_in: str = ""
    """Where the figure was read when not in the source itself."""


_LARSON = (
    "Larson et al. 2019, An Evaluation Dataset for Intent Classification and Out-of-Scope "
    "Prediction, EMNLP-IJCNLP, aclanthology.org/D19-1131"
)
_TRAINED_ON_IT = (
    "trained on the set's 150 intents, ours on none of it; theirs on its test part, ours on "
    "training and validation texts"
)
_COOPE = (
    "Coope et al. 2020, Span-ConveRT: Few-shot Span Extraction for Dialog with Pretrained "
    "Conversational Representations, ACL, aclanthology.org/2020.acl-main.11"
)
_SPANS = (
    "theirs is the mean over five slots of spans found by a model trained on the set, in its test "
    "part; ours is one slot, values instead of spans, nothing trained, in its training part"
)
_CASANUEVA = (
    "Casanueva et al. 2020, Efficient Intent Detection with Dual Sentence Encoders, "
    "aclanthology.org/2020.nlp4convai-1.5"
)
_CITED = "a later work's list of published figures"

_out_of_scope = partial(
    Published,
    set="clinc150",
    figure="oos_recall",
    measure="out-of-scope recall",
    alike="same measure",
)
_spans = partial(
    Published,
    set="restaurants8k",
    measure="F1",
    system="Span-ConveRT, all training data",
    value=0.96,
    alike="other measure",
    source=_COOPE,
    read_in="wizwand.com/paper/68fa67f61e209131cea196e7, which gives 96 without decimals; the "
    "figures of single slots were not found",
)
_addresses = partial(
    Published,
    set="usaddress",
    figure="accuracy",
    measure="whole addresses",
)
_banking = partial(
    Published,
    set="banking77_sample",
    figure="",
    measure="accuracy over 77 intents",
    alike="other measure",
    difference="we know none of the 77 intents; the set only checks that bank talk is no "
    "emergency and holds no address",
    source=_CASANUEVA,
    read_in=_CITED,
)

PUBLISHED: tuple[Published, ...] = (
    _out_of_scope(
        system="BERT, out of scope as a class",
        value=0.403,
        difference=_TRAINED_ON_IT,
        source=_LARSON,
        read_in=_CITED,
    ),
    _out_of_scope(
        system="BERT, threshold on its certainty",
        value=0.523,
        difference=_TRAINED_ON_IT,
        source=_LARSON,
        read_in=_CITED,
    ),
    _out_of_scope(
        system="best of all classifiers tried",
        value=0.66,
        difference=_TRAINED_ON_IT,
        source=_LARSON,
        read_in="two later works that cite it (66 % with in-scope accuracy above 96 %)",
    ),
    _out_of_scope(
        system="sentence BERT with Monte Carlo dropout",
        value=0.65,
        difference=_TRAINED_ON_IT + "; theirs on the set's variant with unlike class sizes",
        source="ssedai026/intent_classification, README",
    ),
    _out_of_scope(
        system="Gemma 4 26B, 8 bits, list of 150 labels in the prompt",
        value=0.844,
        difference="nothing trained on either side; theirs chooses among 151 labels on the test "
        "part, ours among 24 of another trade on training and validation texts",
        source="README of a repository that compares quantised Gemma 4 models on CLINC150 plus "
        "(5,500 test texts)",
        read_in="a stored copy that does not name the repository",
    ),
    _spans(
        figure="date_f1",
        difference=_SPANS,
    ),
    _spans(
        figure="time_f1",
        difference=_SPANS + "; a lone number is a time for ours and mostly people in the set",
    ),
    _addresses(
        system="usaddress 0.5.16, measured here",
        value=0.972,
        alike="same items",
        difference="theirs was trained on these very addresses, written ones; ours reads speech "
        "and was trained on nothing",
        source="DataMade, usaddress (PyPI); it publishes no accuracy: 520 of 535 by our scorer",
    ),
    _addresses(
        system="libpostal 1.0",
        value=0.9945,
        alike="other measure",
        difference="on held-out addresses of its own open data, worldwide, by its own labels",
        source="openvenues/libpostal, notes of release 1.0.0, 2017",
    ),
    _banking(
        system="BERT, tuned on the set",
        value=0.9366,
    ),
    _banking(
        system="USE and ConveRT, trained on the set",
        value=0.9336,
    ),
    Published(
        set="evi_en",
        figure="name_any",
        measure="enrolment, verification and identification",
        system="",
        value=None,
        alike="none found",
        difference="the paper scores whole dialogues against a register of profiles, ours single "
        "turns; the repository holds scripts and no results",
        source="Spithourakis et al. 2022, EVI: Multilingual Spoken Dialogue Tasks and Dataset for "
        "Knowledge-Based Enrolment, Verification, and Identification, arXiv 2204.13496",
    ),
    *(
        Published(
            set=name,
            figure="accuracy",
            measure=measure,
            system="",
            value=None,
            alike="none found",
            difference=difference,
            source=source,
        )
        for name, measure, difference, source in (
            (
                "recognizers_datetime",
                "cases right",
                "the cases are upstream's own tests; ours reads wishes for a visit only",
                "Microsoft, Recognizers-Text, Specs",
            ),
            (
                "recognizers_phone",
                "cases right",
                "the cases are upstream's own tests; ours takes numbers valid from the US only",
                "Microsoft, Recognizers-Text, Specs",
            ),
            (
                "recognizers_boolean",
                "cases right",
                "the cases are upstream's own tests",
                "Microsoft, Recognizers-Text, Specs",
            ),
            (
                "nlupp",
                "intents and slots of hotels and banks",
                "we know none of its intents; the set only checks that strangers' talk is no "
                "emergency and holds no number",
                "Casanueva et al. 2022, NLU++",
            ),
            (
                "slurp_calendar_general",
                "intents and slots of a home assistant",
                "we know none of its intents; the set only checks that strangers' talk is no "
                "emergency and holds no number",
                "Bastianelli et al. 2020, SLURP",
            ),
        )
    ),
)


class Beside(msgspec.Struct, frozen=True):
    """Our figure and the one it stands beside."""

    ours: float | None
    """None where we have no figure of that kind."""
    interval: Interval | None
    theirs: Published


def beside(
    cards: Iterable[Scorecard], published: Sequence[Published] = PUBLISHED
) -> tuple[Beside, ...]:
    """Every published figure of the sets that were scored, in the order of `cards`."""
    return tuple(
        Beside(_value(card, one.figure), card.intervals.get(one.figure), one)
        for card in cards
        for one in published
        if one.set == card.set
    )


def _value(card: Scorecard, figure: str) -> float | None:
    return card.accuracy if figure == "accuracy" else card.figures.get(figure)
