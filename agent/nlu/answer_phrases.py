"""The words of yes and no, English and the Spanish basics (see `phrases` for the notation;
`<` and `>` are the ends of the utterance).

Contractions are written out and accents dropped, as `phrases.plain` delivers them.
"""

from typing import Literal

from agent.nlu.phrases import word_set

Answer = Literal["neutral", "unsure", "no", "closing", "yes", "weak", "turn", "negator"]

# neutral: only looks like an answer · closing: "all good" after a no ends the call, alone it
# agrees · weak: agrees only when little else is said · turn: "but", the answer is not finished ·
# negator: turns a yes that follows it into a no.
ANSWERS: dict[Answer, tuple[str, ...]] = {
    "neutral": (
        "i/you know",
        "i do not understand",
        "i/we? can/could/do/did not really? hear/catch/get/follow/understand",
        "it/this? is/does/has/was/are/do/did not even? working/cool+/heat+/blow+/turn+/start+/"
        "run+/come/coming/kick+/getting/keep+",
        "it/this does/did not even? work",
        "right/good/great side/now/away/here/there/morning/afternoon/evening/day/bye/night",
        "make/be sure",
        "i am right here/by",
        "no heat/ac/air/cooling/cold/hot/power/warm/water",
        "no later/earlier/sooner/more than",
        "okay/alright/right/ok so/and/what/how/when/who/where/wait/hold",
        "no/not problem/a_problem with",
        "can/could/would/will/should/shall/may we/i/you/they do it/that/this/so?",
        "what/how should/do/can/could/would/must i/we/you do it/that?",
        "what is wrong",
        "no le/lo/te? escuche/escucho/oi/oigo/entendi/entiendo",
        "buenos/buenas dias/tardes/noches",
        "wrong with",
    ),
    "unsure": (
        "i_am/we_are/am? not a_hundred_percent/entirely/so/too/really/quite/very/totally/exactly/"
        "completely? sure/certain/positive",
        "i/we? do/did/would not really/even? know/remember/recall",
        "i? can/could not really? tell/say/remember",
        "no idea/clue",
        "not_that? i would not know",
        "maybe/perhaps/possibly/unsure",
        "might/could be",
        "it depends",
        "hard to say/tell",
        "no lo? se",
        "no estoy seguro/segura",
        "quiza/quizas/tal_vez",
    ),
    "no": (
        "no/nope/nah/naw/nay/uh_uh/nuh_uh/mm_mm/negative/incorrect/wrong/none/neither/nothing",
        "i said no",
        "no way/chance",
        "never_mind/nevermind/never",
        "not today/now/yet/that/this/those/them/me/us/him/her/one/any/anymore/at_all/really/"
        "necessarily/interested/for_me/tonight/tomorrow",
        "not that one/time/day",
        "not that i/we know/noticed/see/recall/am/are of/aware?",
        "not that i can/could/am tell/see/smell/hear/aware of?",
        "i/we/it/that/this? is/was/are/were/do/does/did? not quite/really/exactly/so/too/very/"
        "entirely/even/all? right/correct/ok/okay/good/fine/true/great/perfect/it/accurate/mine",
        "that/it/this is/was not quite/really? my/the *",
        "absolutely/certainly/definitely/of_course/probably/i_guess/i_think/i_hope/hopefully/"
        "rather/better/thankfully/luckily not",
        "i am afraid not",
        "i would rather/prefer not to?",
        "i/we? do/did not really? think/believe/suppose so?",
        "i do not think/believe that/it/this is right/correct/it/true/accurate/mine/good/the/my? "
        "one?",
        "i doubt it/that",
        "i disagree",
        "please? do not",
        "it/that/this? does/did/will/would/can not match/suit/fit/work",
        "that/this/it/they/there/he/she is/are/was/does/do/did/will not",
        "i/we can/will/would/have/do/did not do? it/that?",
        "i_am/we_are/i_was not",
        "incorrecto/tampoco/para_nada/equivocado/equivocada/negativo/nunca",
        "no es/esta/son/fue? correcto/correcta/cierto/bien/asi/verdad/exacto/esa/ese",
        "no me? conviene/queda/parece bien?",
        "esta mal",
        "nada/ninguno/ninguna de eso/esos/ellos",
        "no gracias/thanks/thank_you",
    ),
    "closing": (
        "that is it/all/everything",
        "that will/would be all/it",
        "i_am/we_are all? good/set/fine/okay/ok/done",
        "we_are/it_is/i_am? all good/set/done",
        "eso? es/seria todo",
        "nada mas",
        "todo esta? bien",
    ),
    "yes": (
        "yes/yeah/yea/yep/yup/yah/yessir/aye/uh_huh/mm_hmm/mm_hm/mhm/mmhmm/hmhm/mm_hmmm/mhmm",
        "correct/exactly/precisely/absolutely/definitely/certainly/affirmative/indeed/of_course",
        "you bet",
        "you got it",
        "for sure",
        "sure thing/why_not/go_ahead/please/sir/ma'am",
        "why not",
        "no problem/worries/doubt/objection/objections/not_a_problem",
        "not a? problem/bad/bad_at_all",
        "please do",
        "go ahead/for_it/right_ahead",
        "that is right/correct/me/mine/fine/great/good/perfect/true/okay/ok/the_one/awesome",
        "that is my number/address/name/phone/house/zip/last_name/first_name",
        "that is what i said",
        "it is correct/right/fine/okay/ok/good/perfect/true/great",
        "you are right/correct",
        "that/it/this? sounds/sound/looks/look about? good/great/fine/perfect/right/okay/correct/"
        "wonderful",
        "sounds/sound like a plan",
        "that/it/this/which? should/will/would? work/works/be_fine/be_great/be_good/be_perfect/"
        "be_okay/be_ok/be_wonderful/be_nice/do_fine",
        "that will do/work",
        "works for me/us",
        "good/fine/okay/ok/perfect/great for/with me/us",
        "let us do/go_with/book it/that/this?",
        "do/book it/that",
        "i/we will/would take it/that",
        "i/we would like it/that >",
        "i/we agree",
        "i/we do/am/are/would/did/have >",
        "i think/believe/guess/suppose/would_say/imagine so",
        "it/they/he/she is/does/are/do/was/did >",
        "< it/they is/does/are/do please/sir/ma'am",
        "whatever/whichever works/is_fine/fine/is_easiest/easiest/is_good/you_think",
        "either/any one? is_fine/works/is_good/of_them",
        "i am sure/positive/certain",
        "si",
        "si claro/por_favor/senor/senora/correcto/gracias",
        "exactamente/efectivamente/andele/aja/afirmativo/seguro/adelante/dale/hagale/hagalo/eso_es",
        "no hay problema",
        "sin problema",
        "agendela/agendelo/reservela/confirmela/cancelela/cambiela",
        "me conviene/queda bien/perfecto?",
        "< sale pues? >",
        "claro que? si?",
        "correcto/exacto/asi_es/por_supuesto/de_acuerdo/esta_bien/como_no/perfecto/me_parece_bien",
    ),
    "weak": (
        "sure/okay/ok/k/kay/alright/alrighty/all_right/right/fine/good/great/perfect/wonderful",
        "excellent/awesome/cool/lovely/true/please/fantastic/super/bueno/vale/bien",
        "i am right",
    ),
    "turn": (
        "but/except/although/pero",
        "only the/that/it",
        "it should be",
        "not",
        "sino",
    ),
    "negator": (
        "is/are/was/were/do/does/did/can/will/would/could/should/has/have/had not",
        "nobody/without/hardly",
    ),
}

POLITE = word_set(
    """
    sir ma'am mam maam thanks thank you very much so then it that with me i is this a the to we well
    um uh oh hi hey just one my us will would be do now please gracias muchas por favor mi dear
    honey hun for ah er hmm and < >
    """
)
