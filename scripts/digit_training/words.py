"""What the training voices say: number words, other words, and how other languages shape them."""

import random

from agent.stt.head import TOKENS

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
         "eighteen", "nineteen")  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
CLASS = {word: number for number, word in enumerate(TOKENS) if word}
"""Word -> the output of the head that means it."""

FILLERS = (
    "my number is", "it's", "uh", "um", "yeah", "no", "that's", "and", "the area code is", "okay",
    "dash", "sure", "the zip code is", "please", "call me at", "sorry", "wait", "hello", "I mean",
    "yes it is", "the code is", "thank you", "extension", "again", "that's right",
    "you can reach me at",
)  # fmt: skip

PHONEMES = {
    "zero": "zˈɪɹO", "oh": "ˈO", "one": "wˈʌn", "two": "tˈu", "three": "θɹˈi", "four": "fˈɔɹ",
    "five": "fˈIv", "six": "sˈɪks", "seven": "sˈɛvən", "eight": "ˈAt", "nine": "nˈIn",
    "ten": "tˈɛn", "eleven": "əlˈɛvən", "twelve": "twˈɛlv", "thirteen": "θɜɹtˈin",
    "fourteen": "fɔɹtˈin", "fifteen": "fɪftˈin", "sixteen": "sɪkstˈin", "seventeen": "sɛvəntˈin",
    "eighteen": "Atˈin", "nineteen": "nIntˈin", "twenty": "twˈɛnti", "thirty": "θˈɜɹɾi",
    "forty": "fˈɔɹɾi", "fifty": "fˈɪfti", "sixty": "sˈɪksti", "seventy": "sˈɛvənti",
    "eighty": "ˈAɾi", "ninety": "nˈInti", "hundred": "hˈʌndɹəd", "double": "dˈʌbᵊl",
    "triple": "tɹˈɪpᵊl",
    "my number is": "mI nˈʌmbəɹ ɪz", "it's": "ɪts", "uh": "ˈʌ", "um": "ˈʌm", "yeah": "jˈɛə",
    "no": "nˈO", "that's": "ðˈæts", "and": "ænd", "the area code is": "ðə ˈɛɹiə kˈOd ɪz",
    "okay": "OkˈA", "dash": "dˈæʃ", "sure": "ʃˈʊɹ", "the zip code is": "ðə zˈɪp kˈOd ɪz",
    "please": "plˈiz", "call me at": "kˈɔl mi æt", "sorry": "sˈɑɹi", "wait": "wˈAt",
    "hello": "həlˈO", "I mean": "I mˈin", "yes it is": "jˈɛs ɪt ɪz", "the code is": "ðə kˈOd ɪz",
    "thank you": "θˈæŋk ju", "extension": "ɛkstˈɛnʃən", "again": "əɡˈɛn",
    "that's right": "ðˈæts ɹˈIt", "you can reach me at": "ju kæn ɹˈiʧ mi æt",
}  # fmt: skip
"""Kokoro's notation: capitals are diphthongs (A eɪ, I aɪ, O oʊ)."""

ACCENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "american": (),
    "british": (("ɔɹ", "ɔː"), ("O", "Q"), ("ɜɹ", "ɜː"), ("əɹ", "ə"), ("ɾ", "t")),
    "greek": (("ɪ", "i"), ("A", "ej"), ("O", "o"), ("ɹ", "ɾ"), ("ʌ", "a"), ("ə", "e"), ("u", "u"),
              ("ð", "ð"), ("h", "x"), ("ʃ", "s"), ("æ", "a")),
    "french": (("θ", "s"), ("ð", "z"), ("ɹ", "ʁ"), ("ɪ", "i"), ("ʌ", "a"), ("O", "o"), ("A", "ɛ"),
               ("h", ""), ("ə", "ɛ"), ("ɾ", "t")),
    "french2": (("θ", "f"), ("ð", "d"), ("ɹ", "ʁ"), ("ɪ", "i"), ("ʌ", "œ"), ("O", "o"), ("A", "e"),
                ("h", ""), ("ɾ", "t")),
    "french3": (("θ", "t"), ("ð", "z"), ("ɹ", "ʁ"), ("ˈɪ", "ˈe"), ("ɪ", "i"), ("ˈʌ", "ˈɔ"),
                ("ʌ", "a"), ("O", "o"), ("ˈA", "ˈɛj"), ("h", ""), ("ə", "œ"), ("ɾ", "t")),
    "german": (("w", "v"), ("v", "f"), ("z", "s"), ("θ", "s"), ("ɹ", "ʁ"), ("O", "o"), ("ð", "d"),
               ("ɾ", "t")),
    "german2": (("θ", "s"), ("ɹ", "ɹ"), ("O", "oː"), ("A", "eː"), ("ʌ", "a"), ("ð", "z")),
    "spanish": (("v", "b"), ("z", "s"), ("ɪ", "i"), ("ʌ", "a"), ("ə", "e"), ("θ", "t"), ("O", "o"),
                ("ɹ", "ɾ"), ("A", "ej"), ("h", "x"), ("ʃ", "ʧ"), ("ð", "d")),
    "italian": (("θ", "t"), ("ɪ", "i"), ("ʌ", "a"), ("ə", "e"), ("O", "o"), ("ɹ", "r"), ("h", ""),
                ("A", "ej"), ("ð", "d"), ("Iv", "Ivə"), ("ɪks", "iksə")),
    "indian": (("t", "ʈ"), ("w", "ʋ"), ("v", "ʋ"), ("θ", "t"), ("ɹ", "ɾ"), ("A", "eː"), ("O", "oː"),
               ("ð", "d"), ("ɾi", "ʈi")),
    "slavic": (("θ", "s"), ("w", "v"), ("ɪ", "i"), ("ɹ", "r"), ("h", "x"), ("ʌ", "a"), ("ə", "e"),
               ("O", "o"), ("ð", "z")),
    "southern": (("I", "ɑː"), ("ɛ", "ɛə"), ("ˈA", "ˈI")),
    "australian": (("I", "Y"), ("A", "I"), ("O", "Q"), ("ɔɹ", "ɔː"), ("ɜɹ", "ɜː"), ("əɹ", "ə")),
    "scottish": (("ɹ", "ɾ"), ("O", "oː"), ("A", "eː"), ("u", "ʉ"), ("ɪ", "ɛ")),
    "african": (("θ", "t"), ("O", "o"), ("A", "e"), ("ʌ", "ɔ"), ("ə", "a"), ("ɪ", "i"), ("ɔɹ", "ɔ"),
                ("ð", "d")),
    "portuguese": (("θ", "t"), ("ɪ", "i"), ("ˈA", "ˈej"), ("O", "ow"), ("ɹ", "h"), ("ʌ", "ɐ"),
                   ("ks", "kis"), ("Iv", "Ivi"), ("ð", "d")),
    "japanese": (("θ", "s"), ("v", "b"), ("ks", "kɯsɯ"), ("O", "oː"), ("A", "eː"), ("ɹ", "ɾ"),
                 ("ʌ", "a"), ("ð", "z"), ("əl", "eɾ")),
    "chinese": (("θ", "s"), ("vən", "wən"), ("Iv", "Ifu"), ("z", "dz"), ("ð", "d"), ("ɹi", "wi")),
}  # fmt: skip

FORMS: dict[str, tuple[str, ...]] = {
    "four": ("fˈɔɹ", "fˈɔː", "fˈɔ", "fˈɔə", "fˈɔʁ", "fˈɔχ", "fˈɔh", "fˈɔɾ", "fˈɒ", "fˈoː", "fˈoʁ",
             "ɸˈɔʁ", "hˈɔɹ", "ˈɔɹ", "ˈɔʁ", "ˈɔχ", "ˈɔː", "ˈɔə"),
    "oh": ("ˈO", "ˈo", "ˈoː", "ˈow", "ˈQ"),
}  # fmt: skip
"""Four with its r dropped, devoiced or tapped and its f weak or lost in the telephone; oh with and
without a glide."""

WEAK_FOURS = ("french", "french", "french2", "french3", "french3", "spanish", "italian",
              "portuguese", "african", "british", "australian", "german")  # fmt: skip
"""Accents that leave little of the r of four, or of its f before it."""

FOREIGN: dict[str, tuple[str, ...]] = {
    "fr": ("zirô", "eau", "ouane", "tou", "sri", "for", "faïve", "sixe", "sévène", "eïte", "naïne"),
    "de": ("siro", "oh", "wann", "tuh", "sri", "foor", "feif", "six", "sewwen", "eht", "nein"),
    "es": ("siro", "ou", "uan", "tu", "zri", "for", "faiv", "six", "seven", "eit", "nain"),
    "it": ("ziro", "ou", "uan", "tu", "tri", "for", "faiv", "sics", "seven", "eit", "nain"),
    "pt": ("zirou", "ou", "uan", "tu", "tri", "for", "faive", "sics", "seven", "eite", "naine"),
    "pl": ("ziro", "oł", "łan", "tu", "tri", "for", "fajw", "siks", "sewen", "ejt", "najn"),
    "nl": ("ziro", "oo", "wan", "toe", "srie", "for", "faif", "siks", "sevven", "eet", "nain"),
    "tr": ("ziro", "o", "van", "tu", "tri", "for", "fayv", "siks", "sevın", "eyt", "nayn"),
    "el": ("ζίροου", "όου", "ουάν", "του", "θρι", "φορ", "φάιβ", "σιξ", "σέβεν", "έιτ", "νάιν"),
    "ru": ("зиро", "оу", "уан", "ту", "сри", "фор", "файв", "сикс", "севен", "эйт", "найн"),
    "hi": ("ज़ीरो", "ओ", "वन", "टू", "थ्री", "फोर", "फाइव", "सिक्स", "सेवन", "एट", "नाइन"),
}
"""Zero, oh, one .. nine in the spelling of a language, as its speakers would read them."""
SPOKEN_DIGITS = ("zero", "oh", *DIGITS[1:])
CONTRAST = (*SPOKEN_DIGITS, *("four",) * 5, *("oh",) * 3, *("zero",) * 2, "five", "nine", "three",
            "two", "six", "eight")  # fmt: skip
"""More of what is taken for one another, above all a weak four for an oh."""


Rules = tuple[tuple[str, str], ...]


def rules(accent: str, rng: random.Random) -> Rules:
    """How one speaker has the accent: some have all of its traits, others only most."""
    kept = rng.choice((1.0, 0.85, 0.65))
    return tuple(rule for rule in ACCENTS[accent] if rng.random() < kept)


def sounds(word: str, rng: random.Random) -> str:
    """Kokoro phonemes of one take of a word or filler."""
    return rng.choice(FORMS[word]) if word in FORMS and rng.random() < 0.5 else PHONEMES[word]


def accented(text: str, traits: Rules) -> str:
    """Kokoro phonemes of a known text as somebody with these traits says them."""
    for sound, other in traits:
        text = text.replace(sound, other)
    return text
