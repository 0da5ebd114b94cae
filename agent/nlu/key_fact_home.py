"""Key facts about the home and its people: getting in, animals, whom to ask for, how to reach them.

Each is a topic, its trigger words, the pattern, and a pattern that speaks against it.
"""

from agent.nlu.key_fact_words import CALLING, ME, RELATION, N

HOME: tuple[tuple[str, str, str, str], ...] = (
    (
        "access_code",
        "punch punches enter enters type types dial code codes pin combination combo passcode "
        "password codigo clave keypad lockbox callbox "
        "alarm "
        "gate",
        rf"^(?=.*\b(?:{N}|is|are|was|has|no|not|need|needs|changed|es|hay)\b)(?:"
        rf".*?\b(?P<about>gate|door|garage|lock ?box|alarm|security|building|entry|keypad|entrance|"
        rf"community|call ?box|elevator|lobby|property|shed|basement|porton|puerta|alarma|"
        rf"edificio|cochera)\b.*\b(?:code|codes|pin|combination|combo|passcode|password|codigo|"
        rf"clave)\b"
        rf"|.*?\b(?:code|pin|combination|combo|passcode|password|codigo|clave)\b.*"
        rf"\b(?P<about2>gate|door|garage|lock ?box|alarm|security|building|entry|keypad|entrance|"
        rf"community|call ?box|elevator|lobby|property|shed|basement|porton|puerta|alarma|edificio|"
        rf"cochera)\b)"
        rf"|\b(?:the|entry|access|my|our) (?:pin|combination|combo|passcode) is (?:now )?{N}\b"
        rf"|\b(?P<about4>gate|door|garage|alarm|keypad|lock ?box|call ?box|building)\b.*"
        rf"\b(?:enters?|punch(?:es)? in|types? in|press|dial) {N}(?: {N})*"
        rf"|\b(?:enters?|punch(?:es)?(?: in)?|types?(?: in)?|press|dial|key in) {N}(?: {N})*"
        rf"(?: \w+){{0,4}} (?P<about5>gate|door|garage|alarm|keypad|lock ?box|call ?box|building)\b"
        rf"|\bkeypad\b.* it is {N}\b"
        rf"|\b(?P<about3>keypad|lock ?box|call ?box|alarm|gate) is (?:now )?{N}(?: {N})*$",
        r"\b(?:zip|area|postal|error|fault|confirmation|booking|promo|coupon|discount) code\b"
        r"|\bcodigo postal\b|\b(?:forgot|lost|reset|change) (?:my|the)\b|\bbank\b|\bcard\b",
    ),
    (
        "access",
        "key keys lockbox lock gate gated bell doorbell intercom callbox guard security desk "
        "lobby buzz buzzer knock badge fob llave porton timbre elevator",
        r"\b(?:the|a|my|our|spare|house|front door) (?P<about>keys?|fob|badge)s? (?:\w+ )?"
        r"(?:is|are|will be|under|in|with)\b"
        r"|\b(?P<about2>lock ?box|key ?box) (?:\w+ )?(?:is |are )?(?:on|by|at|hanging|next)\b"
        r"|\b(?:has|have|with|leave|left) (?:\w+ ){0,2}(?:spare )?(?P<about6>keys?)\b"
        r"|\b(?:gated (?:community|entrance|neighborhood|property))\b"
        r"|\b(?:the|our|my|front|back|side|there is a|there is no) (?P<about3>gate|intercom"
        r"|doorbell"
        r"|door bell|buzzer|bell|elevator) (?:\w+ )?(?:is|does|will|has|sticks|out|works|doesn|"
        r"never|at|that)\b"
        r"|\b(?:ring|buzz|press|knock|dial) (?:\w+ )*?(?:bell|doorbell|buzzer|unit|apartment|"
        r"number|door|window|twice|loudly|loud|hard|intercom|callbox|call box|keypad)\b"
        r"|\b(?:check in|sign in|checks in|signs in)\b"
        r"|\b(?:la llave|el timbre) (?:esta|no)\b",
        r"\b(?:car|bank|card|account|api|phone)\b",
    ),
    (
        "health",
        "allergic allergy allergies asthma mask masks shoe shoes booties covers sensitive covid "
        "immune immunocompromised alergia alergias alergico alergica cubrebocas zapatos chemicals "
        "perfume fragrance scents flu",
        r"\b(?:allergic to|allerg(?:y|ies)|(?:has|have|got)(?: \w+){0,3} asthma|alergi\w+)\b"
        r"|\b(?:wear|wears|wearing|put on|use|bring|with) (?:\w+ )?(?:masks?|shoe covers?|booties|"
        r"cubrebocas)\b|\bshoes? (?:off|covers?)\b|\btake off (?:\w+ )?shoes\b|\bno shoes\b"
        r"|\bsensitive to (?:\w+ )?\w+|\b(?:have|has|had|got) (?:covid|the flu)\b"
        r"|\b(?:no|not use|without) (?:\w+ )?(?:chemicals|perfume|fragrance|scents)\b",
        r"\b(?:new shoes|running shoes|buy|filters? for)\b",
    ),
    (
        "pets",
        "dog dogs puppy puppies cat cats kitten kittens pet pets bird birds parrot horse horses "
        "chickens pitbull shepherd bull labrador retriever doberman rottweiler rabbit snake "
        "perro perra perros gato gatos mascota mascotas",
        r"\b(?:my|our|the|a|an|have|has|got|no|any|two|three|four|\d|of|with|her|his|un|una|el|la|"
        r"mi|los|mis|tenemos|tengo|dos|hay)(?: \w+){0,3}? (?P<about>dog|puppy|puppies|cat|kitten|"
        r"pet|bird|parrot|horse|chicken|pit ?bull|shepherd|labrador|retriever|doberman|rottweiler|"
        r"rabbit|snake|perro|perra|gato|mascota)s?\b"
        r"|\b(?P<about2>dog|cat|pet|puppy)s? (?:is|are|will|in|on|inside|outside|bites?|barks?)\b",
        r"\bhot dogs?\b|\bnest\b|\blike (?:the|a)\b|\bcats and dogs\b|\bdog (?:food|days)\b"
        r"|\bcat ?fish\b|\bpet (?:store|shop|"
        r"insurance|food)\b|\b(?:food|buy|vet|breed|walk|feed|video|picture|story|joke|song|"
        r"movie|show|name)\w*\b",
    ),
    (
        "technician",
        "request requesting technician technicians tech guy guys man woman lady person fellow "
        "same female male "
        "different tecnico muchacho senor again",
        r"\b(?:want|like|prefer|rather|request|ask for|send|get|have|need|quiero|prefiero|manden)"
        r"(?: \w+){0,6} (?P<about>same|different|another|other|female|woman|lady|male|experienced|"
        r"senior|mismo|otro) (?:\w+ ){0,2}(?:technician|tech|guy|person|one|fellow|man|woman|lady|"
        r"tecnico|muchacho|senor|as last|that came|who came)\b"
        r"|\b(?:not|never|rather not|no) (?:want |send |have |get |like )+(?!to\b)(?:\w+ ){1,4}"
        r"(?:again|back|guy|technician|tech)\b"
        r"|\b(?:send|have|get|request|want|like|prefer) (?!to\b|a\b|an\b|the\b)(?:\w+ ){1,3}"
        r"(?:again|back)\b(?! to)"
        r"|\brequest(?:ing)? (?!a\b|an\b|the\b|my\b|to\b|for\b|that\b|it\b|your\b|this\b)"
        r"\w+(?: \w+)?(?: he| she|$)"
        r"|\b(?:the|your) (?:technician|tech|guy|man|fellow) (?:named|called|who came|that came|"
        r"from last time|we had)\b",
        r"\b(?:call|calls|money|refund|card|text|hear|email|visit)\b",
    ),
    (
        "parking",
        "pull pulls drive park parks parked parking driveway estacione estacionar estacionarse "
        "estacionen "
        "estacionamiento",
        r"\b(?:park|parks|parked) (?:\w+ ){0,3}?(?:in|on|at|behind|by|near|along|across|out|under|"
        r"next|beside|anywhere|over|around|up|there|here)\b"
        r"|\bparking (?:\w+ ){0,2}?(?:is|pass|permit|spot|spots|garage|lot|space|in|on)\b"
        r"|\b(?:not|never) (?:to )?(?:park|block)\b|\bblock(?:ing)? (?:the|my|our) \w*\s?driveway\b"
        r"|\b(?:the|our|my) driveway (?:is|has|can)\b"
        r"|\b(?:pull|pulls|back|drive|drives) (?:in|into|up|onto) (?:to )?(?:the|my|our) driveway\b"
        r"|\bestacion(?:e|en|ar|arse|amiento)\b",
        r"\b(?:park (?:street|avenue|ave|road|lane|boulevard|drive|place)|parking ticket|"
        r"water ?park|my car)\b",
    ),
    (
        "entrance",
        "door entrance side back rear alley around gate dock puerta entrada",
        r"\b(?:use|using|come|comes|go|goes|knock|enter|enters|walk|through|take|pull|deliver"
        r"|toque|"
        r"entre|use|usen)(?: \w+){0,4} (?:side|back|rear|front|basement|garage|kitchen|alley|main|"
        r"cellar|south|north|east|west|patio|loading|service|atras|lado|lateral|trasera)"
        r"(?: \w+)? (?:door|entrance|gate|entry|dock)\b"
        r"|\b(?:come|go|walk|drive|pull|deliver)(?: \w+){0,2} (?:to|in|around|through) the (?:side|"
        r"back|rear|alley)\b"
        r"|\b(?:the|our|my) (?:\w+ )?entrance is\b"
        r"|\b(?:use|come to|go to|knock on|enter through|come through|puerta de)(?: \w+){0,4} "
        r"(?:door|entrance|gate|atras|lado)\b"
        r"|\baround (?:the )?(?:back|side|rear)\b",
        r"\b(?:come|comes|get|go|goes|going|went|turn\w*) (?:right )?back (?:on|to|from|in|and|"
        r"later|again|tomorrow|out|at|next)\b|\b(?:call|pay|money|refund|card|cash|bring|take) "
        r"(?:\w+ )?back\b|\bback (?:and forth|pain)\b",
    ),
    (
        "people",
        "home there house let meet ask nobody casa here answer",
        rf"\b(?:my|our|the|mi|nuestra)? ?(?P<about>{RELATION})(?: \w+)? (?:will|is going to|are "
        rf"going to|should|"
        rf"can|is|are|estara|va a|abre)(?: \w+){{0,2}} (?:be (?:home|there|here|at|around|waiting)|"
        rf"home|there|here|let|lets|meet|open|answer|estar|abrir|en casa|in the house|at the house)"
        rf"\b"
        rf"|\b(?:i|we|he|she|they) (?:will|am going to|are going to|is going to) (?:not |only |"
        rf"probably )?be (?:home|there(?! (?:in|on|at|by|soon|around)\b)|here|at the (?:house"
        rf"|property|home)|at work)\b"
        rf"|\b(?:nobody|no one|someone|somebody) (?:will be|is|is going to be) (?:home|there"
        rf"|here)\b"
        rf"|\b(?:ask|asks|asking) for (?!a\b|an\b|the\b|it\b|help\b|more\b|that\b|this\b|my\b|"
        rf"your\b|money\b|information\b|directions\b)\w+"
        rf"|\bask for (?:my|our|the) {RELATION}\b"
        rf"|\b(?:no )?(?:habra|estara) (?:alguien|nadie|mi \w+)\b|\bpregunten? por\b",
        r"\b(?:money|refund|card|bank|account|loan|price|discount|quote|flight)\b",
    ),
    (
        "best_time",
        "reachable call reach phone ring contact llamar llame llamen llamarme text",
        rf"\b(?:best|good|better|easiest) time (?:to|for)(?: \w+)? (?:{CALLING}|call)\b"
        rf"|\b{CALLING} {ME}(?: \w+){{0,3}} (?:after|before|between|during|anytime|any time|until"
        rf"|in the (?:morning|afternoon|evening)|mornings|evenings|afternoons)\b"
        rf"(?! (?:he|she|they|you|coming|your|the)\b)"
        rf"|\breachable (?:\w+ )?(?:after|before|between|until|in the|by)\b"
        rf"|\b(?:mornings?|afternoons?|evenings?|weekends?) (?:is|are) (?:the )?(?:best|better"
        rf"|good|"
        rf"easiest) (?:\w+ )?to (?:reach|call)\b"
        rf"|\bnot {CALLING}(?: \w+)? (?:before|after|during|until|in the)\b"
        rf"|\bonly {CALLING} (?:\w+ )?(?:after|before|between|during)\b"
        rf"|\b(?:llame|llamen|llamarme|llamar)(?: \w+){{0,2}} (?:despues|antes de las|por la)\b",
        r"",
    ),
    (
        "contact_first",
        "call calls text texts ring phone message texting llamar llame llamen mensaje avise",
        rf"\b(?:call|text|ring|phone|message) {ME}?(?: \w+){{0,5}}? ?(?:before (?:he|she|they|you|"
        rf"com|arriv|the|your|show|head|start)|first\b|ahead\b|on the way|on (?:his|her|their|your)"
        rf" way|minutes|half an hour|an hour before|when (?:he|she|they|you|the)|instead\b)"
        rf"|\bgive {ME} a (?:call|text|ring|heads up)(?: \w+){{0,3}} (?:before|first|ahead|when"
        rf"|on)\b"
        rf"|\b(?:prefer|rather have|rather get|want|like|send) (?:a |an )?(?:text|texts|text "
        rf"messages?|texting)\b"
        rf"|\b(?:not|never) text\b|\btext(?:ing)? (?:is (?:better|best)|only|works better)\b"
        rf"|\btext {ME} (?:not|do not|please)\b"
        rf"|\b(?:llame|llamen|avise|avisen|mande|manden)(?: \w+){{0,3}} (?:antes|mensaje"
        rf"|primero)\b",
        r"\b(?:call me back|called|calling back|if you can)\b",
    ),
    (
        "contact_number",
        "try reach contact call number phone cell line numero telefono celular",
        rf"\b(?:(?P<about>{RELATION}) (?:is )?|(?:another|other|second|alternate|alternative|backup"
        rf"|back up|different|emergency|otro) )(?:phone |cell |contact |work |mobile )*(?:number|"
        rf"phone|cell|line|numero|telefono|celular)\b(?: \w+){{0,4}} {N}(?: \w+){{2,}}"
        rf"|\b(?:try|call|reach|contact) (?:my |our |the )?(?P<about3>{RELATION})(?: \w+){{0,3}} "
        rf"(?:at|on) {N}(?: \w+){{2,}}"
        rf"|\b(?:numero|telefono|celular) de mi (?P<about2>{RELATION})(?: \w+){{0,3}} {N}",
        r"",
    ),
    (
        "communication",
        "hearing deaf loud loudly slowly english spanish vietnamese chinese mandarin russian "
        "polish "
        "korean interpreter translator blind sordo sorda ingles espanol speech language hear",
        r"\b(?:hard of hearing|deaf|hearing (?:aids?|impaired|loss|problems?)|trouble hearing|"
        r"not hear (?:well|very|too|so|much)|hears? (?:badly|poorly))\b"
        r"|\b(?:speaks?|understands?) (?:only|no|not|little|very little|mostly|mainly|limited) "
        r"(?:\w+ )?(?:english|spanish|vietnamese|chinese|mandarin|russian|polish|korean)\b"
        r"|\b(?:only|mostly|mainly) (?:speaks?|understands?) \w+"
        r"|\b(?:who|that) speaks? (?:english|spanish|vietnamese|chinese|mandarin|russian|polish"
        r"|korean"
        r")\b"
        r"|\bnot (?:speak|understand) (?:\w+ )?(?:english|spanish)\b"
        r"|\b(?:wife|husband|mother|father|mom|dad|tenants?|parents?|she|he|they) (?:speaks?"
        r"|prefers?"
        r") (?:\w+ )?(?:english|spanish|vietnamese|chinese|mandarin|russian|polish|korean)\b"
        r"|\b(?:need|needs|want|prefer|prefers)(?: \w+){0,4} (?:interpreter|translator|spanish "
        r"speak\w+)\b|\b(?:is|am) (?:legally )?blind\b|\b(?:speak|talk) (?:up|loudly|slowly) (?:to|"
        r"when|because|with)\b"
        r"|\b(?:no oye|es sord[oa]|no habla|solo habla)\b",
        r"",
    ),
    (
        "climb",
        "ladder ladders attic crawl crawlspace stairs steps staircase hatch roof escalera atico "
        "scaffold",
        r"\b(?:need|needs|bring|brings|have|has|take|takes|requires?|without|use|is|got|traigan?)"
        r"(?: \w+){0,5} (?P<about>ladder|scaffold|escalera)\b"
        r"|\b(?P<about2>attic|crawl ?space|roof)(?: \w+){0,3} (?:access|hatch|stairs|ladder|opening"
        r"|entrance|door)\b"
        r"|\b(?:access|hatch|opening|way up|entrance)(?: \w+){0,4} (?P<about3>attic|crawl ?space|"
        r"roof)\b|\b(?:the|our|there are|there is a) (?:\w+ )?(?P<about4>stairs|steps|staircase)"
        r"(?: \w+)? (?:is|are|steep|narrow|broken|up|to)\b|\bpull ?down (?:stairs|ladder)\b",
        r"\b(?:leak\w*|noise)\b",
    ),
    (
        "floor",
        "floor floors elevator piso",
        rf"\b(?:on|to|up on|en el) (?:the )?(?:{N}(?:st|nd|rd|th)?|first|second|third|fourth|fifth|"
        rf"sixth|seventh|eighth|ninth|tenth|top|ground|bottom|primer|segundo|tercer|\d+(?:st|nd|rd|"
        rf"th)) (?:floor|piso)\b"
        rf"|\b(?:there is )?no elevator\b|\b(?:use|take) the (?:\w+ )?elevator\b",
        r"\b(?:dance|shop|store|hotel)\b",
    ),
)
