"""Words around names: what opens and closes an answer, and what is never a name."""

from agent.nlu.phrases import word_set

OPENERS = frozenset(
    {
     "actually", "afternoon", "ah", "alright", "and", "buenas", "buenos", "claro", "course",
     "dias", "doctor",
     "dr", "días", "eh", "er", "evening", "good", "hello", "hey", "hi", "hmm", "hola", "is",
     "it", "just", "like", "ma'am", "miss", "missus", "mister", "morning", "mr", "mrs", "ms",
     "name", "no", "nope", "of", "oh", "ok", "okay", "please", "right", "señor", "señora", "si",
     "sir", "so", "sorry", "sure", "sí", "tardes", "uh", "um", "under", "well", "yeah", "yep",
     "yes",
    }
)  # fmt: skip
"""Said before a name."""

CLOSERS = frozenset(
    {
     "again", "and", "by", "calling", "correct", "favor", "gracias", "here", "i", "is", "it's",
     "ma'am", "my", "name", "ok", "okay", "please", "por", "right", "sir", "speaking", "thank",
     "thanks", "that's", "the", "uh", "um", "way", "yeah", "yes", "you",
    }
)  # fmt: skip
"""Said after a name."""

STOPS = frozenset(
    {
     "a", "about", "address", "again", "an", "as", "at", "because", "but", "by", "calling",
     "can", "could", "for", "friday", "from", "have", "here", "hoping", "i", "i'm", "i've",
     "if", "in", "is", "it's", "just", "like", "live", "lives", "looking", "monday", "my",
     "need", "needs", "not", "number", "on", "or", "over", "phone", "please", "saturday", "so",
     "speaking", "spelled", "sunday", "thank", "thanks", "that's", "the", "thursday", "to",
     "today", "tomorrow", "tonight", "tuesday", "want", "wanted", "was", "we", "we're",
     "wednesday", "who", "with", "would",
    }
)  # fmt: skip
"""From here on the words are no name any more."""

NOT_NAMES = frozenset(
    {
     "a", "about", "absolutely", "ac", "account", "address", "adios", "afraid", "afternoon",
     "again", "agent", "ah", "ai", "air", "alarm", "all", "already", "also", "always", "am",
     "an", "and", "angry", "annual", "another", "any", "anybody", "anyone", "anything",
     "appointment", "are", "around", "asap", "ask", "at", "attic", "available", "avenue",
     "back", "basement", "be", "because", "bedroom", "been", "better", "bless", "blower",
     "blowing", "boiler", "book", "booking", "both", "broke", "broken", "bueno", "building",
     "burner", "business", "busy", "but", "bye", "call", "called", "calling", "can", "can't",
     "cancel", "carbon", "cat", "change", "checkup", "chimney", "claro", "closet", "code",
     "coil", "cold", "come", "coming", "como", "company", "compare", "compressor", "computer",
     "conditioner", "conditioning", "confirm", "confirmation", "contract", "cool", "cooling",
     "correct", "cost", "could", "crap", "crazy", "customer", "dad", "damn", "dear",
     "definitely", "degrees", "depends", "detector", "did", "didn't", "different", "do", "does",
     "dog", "dogs", "don't", "donde", "done", "down", "downstairs", "drain", "drive", "drop",
     "duct", "ductless", "ducts", "early", "eight", "eighty", "either", "email", "emergency",
     "ends", "english", "er", "español", "estimate", "evening", "everything", "exactly",
     "existing", "fan", "father", "fee", "fifty", "filter", "fine", "fire", "fireplace",
     "first", "five", "fix", "fixed", "fixing", "for", "forget", "forty", "four", "free",
     "freon", "friday", "friend", "friendly", "from", "fuck", "fucking", "furnace", "garage",
     "gas", "get", "getting", "go", "going", "good", "goodbye", "got", "great", "habla", "had",
     "has", "hasta", "have", "having", "he", "he's", "heat", "heater", "heating", "hell",
     "hello", "help", "helpful", "here", "hey", "hi", "him", "hmm", "hold", "home", "hoping",
     "hot", "house", "how", "huh", "human", "humidifier", "hundred", "husband", "i", "i'd",
     "i'll", "i'm", "i've", "if", "important", "in", "inside", "inspection", "install",
     "installation", "insurance", "invoice", "is", "isn't", "issue", "it", "it's", "jesus",
     "just", "kind", "kitchen", "know", "landlord", "last", "late", "later", "leak", "leaking",
     "less", "let", "let's", "like", "line", "looking", "luego", "machine", "mad",
     "maintenance", "making", "manager", "many", "matter", "matters", "maybe", "me", "member",
     "mhm", "might", "mine", "mini", "minute", "mm", "mom", "moment", "monday", "monoxide",
     "more", "morning", "mother", "motor", "move", "much", "must", "my", "nah", "name", "names",
     "necessary", "need", "needs", "neighbor", "never", "new", "nine", "ninety", "no", "nobody",
     "noise", "none", "nope", "not", "nothing", "now", "number", "of", "off", "office", "oh",
     "ok", "okay", "old", "on", "one", "operator", "or", "other", "our", "ours", "out",
     "outside", "over", "owner", "parents", "part", "parts", "payment", "people", "perfect",
     "person", "phone", "pilot", "pipe", "place", "please", "point", "price", "private",
     "problem", "properties", "pump", "purple", "put", "que", "question", "quien", "quote",
     "quotes", "ready", "real", "really", "refrigerant", "refund", "remove", "renewal",
     "repair", "repeat", "replace", "replacement", "representative", "required", "reschedule",
     "return", "ridiculous", "right", "road", "robot", "room", "said", "same", "saturday",
     "say", "schedule", "sec", "second", "service", "seven", "seventy", "shall", "she", "she's",
     "shit", "shopping", "should", "silly", "six", "sixty", "smell", "smells", "smoke",
     "smoking", "so", "soap", "some", "somebody", "someone", "something", "soon", "sorry",
     "sort", "sound", "sounds", "spanish", "sparks", "speak", "speaking", "split", "start",
     "still", "stop", "store", "stuff", "stupid", "sunday", "super", "sure", "system", "talk",
     "talking", "tech", "technician", "tell", "ten", "tenant", "than", "thank", "thanks",
     "thankyou", "that", "that's", "the", "their", "theirs", "them", "then", "there", "there's",
     "thermostat", "these", "they", "they're", "thing", "things", "think", "thirty", "this",
     "those", "three", "thursday", "time", "to", "today", "told", "tomorrow", "tonight", "too",
     "trying", "tuesday", "tune", "tuneup", "twenty", "two", "uh", "um", "unit", "up", "upset",
     "upstairs", "us", "use", "valve", "vent", "vents", "very", "visit", "wait", "want",
     "wants", "warm", "warranty", "was", "water", "way", "we", "we're", "wednesday", "week",
     "well", "were", "what", "what's", "whatever", "when", "where", "which", "who", "whose",
     "why", "wife", "will", "window", "with", "without", "won't", "wondering", "work",
     "working", "works", "worried", "worse", "would", "wrong", "yeah", "yep", "yes",
     "yesterday", "you", "you're", "your", "yours", "yup", "zero",
    }
)  # fmt: skip
"""Everyday words and words of the trade; an answer with one of them is no name."""

PARTICLES = frozenset(
    {
     "al", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la", "le", "mac",
     "mc", "o", "san", "santa", "st", "ter", "van", "von",
    }
)  # fmt: skip
"""Parts of a last name that stand before it."""

TITLES = frozenset(
    {
     "doctor", "dr", "miss", "missus", "mister", "mr", "mrs", "ms",
    }
)  # fmt: skip
"""After these comes a last name."""

SPANISH_NOT_NAMES = word_set(
    """
    abren acondicionado afuera agua ahi ahora aire algo alguien alla anos antes apellido aqui
    atienden calefaccion calle casa cierran cita cobran codigo como cual cuando cuanta cuanto cuesta
    creo dejeme despacio despues dia dias digame direccion disculpe donde ella ellos en
    entendi entiendo entre equipo es escuche espere esta estan este esto estoy favor fin frio gas
    grados ha hace hacen hago hasta hay hola hora horario humo lo manana mas me mejor
    mi momento muy nada nadie necesito ni ninguno nombre nos numero oficina otra otro para pero
    perdon persona por porque postal precio pregunta pues puede pueden puedo que quien quiere quiero
    repita repite se semana sabe senorita servicio si sin sobre somos son su tambien tarde tecnico
    telefono tengo tiene tienen todo trabajan tres un una uno usted ustedes va vamos ver vez viene
    vienen visita voy ya yo
    """
)
"""The same in Spanish, without accents."""
