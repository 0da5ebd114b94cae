"""Numbers in Spanish words."""

_SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho",
    "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro",
    "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos",
    "setecientos", "ochocientos", "novecientos",
)  # fmt: skip


def cardinal(value: int) -> str:
    """A whole number from 0 to 999,999 standing alone: 81 is "ochenta y uno"."""
    if value < 30:
        return _SMALL[value]
    if value < 100:
        ten, one = divmod(value, 10)
        return _TENS[ten - 3] + (f" y {_SMALL[one]}" if one else "")
    if value == 100:
        return "cien"
    if value < 1000:
        hundred, rest = divmod(value, 100)
        return _HUNDREDS[hundred - 1] + (f" {cardinal(rest)}" if rest else "")
    thousand, rest = divmod(value, 1000)
    head = "mil" if thousand == 1 else f"{counting(thousand)} mil"
    return head + (f" {cardinal(rest)}" if rest else "")


def counting(value: int) -> str:
    """The same before a masculine noun: 81 is "ochenta y un", 21 "veintiún", 1 "un"."""
    words = cardinal(value)
    if words.endswith("veintiuno"):
        return words.removesuffix("uno") + "ún"
    return words.removesuffix("o") if words.endswith("uno") else words


def digits(text: str) -> str:
    """Digits one by one; characters that are no digits are left out."""
    return " ".join(_SMALL[int(char)] for char in text if char.isdecimal())
