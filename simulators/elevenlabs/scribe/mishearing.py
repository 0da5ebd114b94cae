"""Transcripts that are wrong on purpose."""

from random import Random

_ALIKE = {
    "furnace": "furnish",
    "heat": "heap",
    "gas": "guess",
    "leak": "league",
    "monday": "sunday",
    "tuesday": "thursday",
    "fifteen": "fifty",
    "five": "nine",
    "nine": "five",
    "two": "to",
    "four": "for",
    "oak": "oat",
    "yes": "yeah",
    "no": "now",
    "morning": "warning",
    "water": "what are",
}


def misheard(text: str, random: Random) -> str:
    """One word is another, or missing, or doubled; digits become other digits."""
    words = text.split()
    if not words:
        return text
    known = [place for place, word in enumerate(words) if _plain(word) in _ALIKE]
    place = random.choice(known or range(len(words)))
    word = words[place]
    if _plain(word) in _ALIKE:
        words[place] = _ALIKE[_plain(word)]
    elif any(char.isdigit() for char in word):
        digits = [at for at, char in enumerate(word) if char.isdigit()]
        at = random.choice(digits)
        words[place] = f"{word[:at]}{(int(word[at]) + random.randint(1, 9)) % 10}{word[at + 1 :]}"
    elif len(words) > 1 and random.random() < 0.5:
        del words[place]
    else:
        words.insert(place, word)
    return " ".join(words)


def regressed(text: str) -> str:
    """The last third of the words has gone again."""
    words = text.split()
    return " ".join(words[: max(1, len(words) * 2 // 3)])


def _plain(word: str) -> str:
    return word.lower().strip(".,!?")
