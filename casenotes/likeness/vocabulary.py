"""Words of case notes that weigh less, or mean the same, when two notes are compared.

English and no other language needs such lists to be compared; without them every word weighs
the same, which is a little less sharp.
"""

from __future__ import annotations


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Left out: they hold a sentence together and say nothing of a case.
FUNCTION_WORDS = _set_of(
    """
    a an the and or but nor so yet if then than that this these those there here he she it they
    we i you him her them us me his hers its their theirs our ours my mine your yours himself
    herself itself themselves myself yourself who whom whose which what when where why how is
    are was were be been being am do does did done doing have has had having will would shall
    should can could may might must of to in on at by for from with without into onto about
    over under up down out off as no not also too very just only own same such more most other
    another some any each every all both few many much ones again once during before after
    above below between through while because until till since against let t d ll ve re m don
    cant cannot wont didnt doesnt isnt wasnt hes shes theyre im ive etc per via
    """
)

#: Dates, times and numbers in letters. "May", "second" and "one" have other meanings as well.
DATE_WORDS = _set_of(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand second third fourth fifth sixth seventh eighth ninth tenth eleventh
    twelfth january february march april june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday
    saturday sunday mon tue tues wed thu thur thurs fri sat sun am pm today yesterday tomorrow
    noon midday midnight twice
    """
)

#: After these a full stop ends no sentence.
TITLES = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "sgt", "lt", "capt", "ofc", "no", "vs", "approx"}
)

#: The routine of the work: honest reviews share these words, so they tell little of copying.
_ROUTINE = """
    inmate offender prisoner client probationer parolee supervisee participant resident person
    monthly weekly quarterly review contact interview visit session meeting note report summary
    case manager officer staff unit team office cell pod block house housing facility location
    adjust adjustment discipline disciplinary misconduct incident charge breach violation writeup
    infraction issue concern problem question need request complaint grievance
    program programme course class education school study training treatment group work job
    employment employ assignment assign crew progress goal plan target objective requirement
    family social support relationship phone telephone call letter mail
    reentry release transition parole discharge community supervision condition compliance comply
    eligible eligibility date earn credit level class custody classification status security
    sentence packet behaviour behavior conduct attitude performance participate participation
    attend attendance complete enrol enroll satisfactory appropriate good well fine stable polite
    cooperative positive negative neat tidy
    remain continue monitor maintain current present schedule next last previous month week day
    year time period date change new record available
    see meet speak talk discuss say state tell advise inform report indicate express mention voice
    ask encourage remind explain aware understand
    health medical mental self harm suicidal ideation risk safety welfare
    residence address accommodation live drug alcohol test screen urine result law enforcement
    arrest fee payment pay financial restitution
    none nil any file action outstanding further follow required require regular general
    observe comment remark purpose subject regard matter
    accordance policy procedure standard private privately opportunity offer free rule reminder
    appear raise deny submit verify proposed toward immediate immediately reliable routine
    police address appointment date place placement list waiting wait assist help
    get give take make hold set use bring go come put find keep place try along
    relate relationship interact peer fellow cellmate cell partner bunk
    respectful courteous compliant engage receptive groomed spirit mood affect demeanor
    presentation hygiene sanitation open closed door round dayroom private phone video
    today recent change update overall general otherwise appropriately throughout
    copp toms op doc cfr rcr
"""

#: Words that are often put for one another when a note is written over. The first one stands
#: for all; forms with other endings are covered by taking the endings off.
_GROUPS = """
    say state tell advise report mention indicate express inform relate voice | ask request
    inquire query | talk speak discuss converse | see meet | start begin commence | end finish
    conclude complete stop cease | show display demonstrate exhibit | get receive obtain acquire
    | give provide supply hand | help assist aid support | want wish hope desire | need require |
    try attempt | keep retain maintain | continue carry proceed | leave depart exit | send mail post
    dispatch | buy purchase | fix repair | choose pick select | think believe feel consider |
    happy glad pleased content | sad upset unhappy low depressed | angry mad annoyed irritated
    irritable cranky | worried anxious nervous concerned frightened afraid scared | calm quiet
    relaxed settled | good well fine positive | bad poor negative | big large | small little
    minor | hard difficult tough rough challenging | quick fast rapid prompt | often frequently
    regularly | now currently presently | job position post employment work | boss supervisor
    foreman employer | house home residence dwelling apartment flat accommodation housing | room
    cell | unit wing block pod dorm | mother mom mum | father dad | kid child | grandmother nan
    nana grandma | wife spouse partner husband girlfriend boyfriend fiancee | friend mate buddy
    associate | phone telephone call ring | letter note | class course program programme |
    teacher instructor tutor | doctor physician | medicine medication tablet pill | prison
    facility institution jail | misconduct infraction violation breach offense writeup offence |
    fight altercation scuffle | argument dispute quarrel disagreement row | problem issue concern
    difficulty | plan strategy | goal aim objective target | progress improvement advancement |
    agree consent accept | refuse decline reject deny | allow permit approve let | arrange
    organise organize schedule | explain clarify describe | encourage urge motivate | remind
    prompt | attend visit | improve progress better | participate engage | polite courteous
    respectful | cooperative compliant | money cash funds | car vehicle truck | sick ill unwell |
    injure hurt | clean sober | sure certain confident | also additionally | appear seem look | live
    reside stay | eat dine | enjoy like love | hate dislike | remember recall | notice observe
    spot | check verify confirm inspect | change alter modify | move transfer relocate | fire
    dismiss sack | hire employ engage | enrol enroll register | monitor watch observe |
    appropriate suitable proper acceptable | satisfactory adequate acceptable | remain stay |
    previous prior earlier | recent latest | several various numerous | about regarding
    concerning | picture photo photograph | movie film | store shop | expect anticipate | decide
    determine resolve | apply application | answer reply respond response | pass died | mad angry
    | tidy neat clean | area section | return back | approximately around roughly | immediately
    straight | assigned allocated | aware informed conscious | support backing | contact
    communicate
"""


def stem(word: str) -> str:
    """The word without a common English ending; words of other scripts stay as they are."""
    if word.isascii() and len(word) > 4:
        for ending in ("ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s"):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)] + ("y" if ending in {"ied", "ies"} else "")
                if word[-1] == word[-2] and word[-1] not in "lsz":
                    word = word[:-1]
                break
    elif word.isascii() and len(word) == 4 and word[-1] == "s" and word[-2] not in "su":
        return word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word


#: Each word with forms of it that no ending leads back to it.
_IRREGULAR = """
    see seen saw | meet met | say said | tell told | speak spoke spoken | give gave given | get
    got gotten | hold held | pay paid | keep kept | leave left | send sent | write wrote written
    | begin began begun | go went gone goes | come came | take took taken | make made | find
    found | feel felt | think thought | know knew known | bring brought | buy bought | show shown
    | choose chose chosen | understand understood | child children | man men | woman women
"""


def _same_words() -> dict[str, str]:
    stands: dict[str, str] = {}
    for group in _IRREGULAR.split("|"):
        word, *forms = group.split()
        stands |= {stem(form): stem(word) for form in forms}
    for group in _GROUPS.split("|"):
        first, *others = (stem(word) for word in group.split())
        first = stands.get(first, first)
        for form in others:
            stands.setdefault(form, first)
    for form, word in stands.items():
        stands[form] = stands.get(word, word)
    return stands


#: Form → the form that stands for it; a word in two groups belongs to the first.
SAME_WORDS = _same_words()

#: The forms of the routine words.
ROUTINE_FORMS = frozenset(SAME_WORDS.get(form, form) for form in map(stem, _ROUTINE.split()))
