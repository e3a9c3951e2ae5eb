"""Which words of a message can be a name, and where a name ends."""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.tokens import Tokens, norm_at

HONORIFICS = frozenset("mr mrs ms miss mx mister missus".split())
NOT_NAMES = frozenset(
    """the a an my me i you he she it we they him his is was are were be been am has have had do does did will would can
    could should may might must not no yes and or but if so as at for from in into off onto out over to up about after
    before again any by with please pls thanks thank born dob birthday birthdate birth bday date zip email phone calling writing here
    there what when where who why how name last first middle surname given maiden spelled spelt spelling like same sorry
    hi hello hey good morning afternoon evening today tomorrow need needs want wants trying patient age aged locked logged
    stuck having getting looking going unable sure just really still back next down new ok okay yeah yep it's its that's
    thats cell mobile number address live lives living years year old months because since i'm im i've ive i'd id username
    password account italian spanish jewish hispanic latino latina asian irish chinese indian polish german french portuguese haitian jamaican korean
    japanese russian american african muslim republican democrat hyphenated accent accents capital capitals lowercase uppercase letters pronounced apostrophe
    hyphen dash use using put now""".split()
)
STEERING = frozenset(
    """stop back help cancel quit yes no what why menu skip none idk ok okay hello hi hey thanks thank start over restart
    exit same nothing nobody anyone unknown sure huh nope yep yeah wait never dunno private forgot later maybe please who
    whatever test next continue done n/a na nevermind nvm dont don't cant can't""".split()
)
_LEAD_IN = frozenset(
    """it's its it is my the name name's names last first surname family given full that's thats sure ok okay yes well um uh so hi : ,
    - . ' under i am i'm im this call me mr mrs ms miss mx they goes by go spelled spelt calls everyone everybody
    people friends just you can could me please hey hiya called known as nickname everybody's preferred name is full for dad mom mum father mother husband wife
    rev reverend fr rabbi sgt capt lt col prof son daughter his her their with mine here's heres mi nombre es llamo llama soy se there hello""".split()
)


def name_end(tokens: Tokens, begin: int, lexicon: Lexicon, *, sure: bool, most: int) -> int:
    """Return the place after the words of a name that begins at `begin`; `begin` itself when none does."""
    end, words = begin, 0
    while end < len(tokens) and words < most:
        if _inside_mark(tokens, begin, end):
            end += 1
            continue
        if not tokens[end].is_word or not _may_be_name(tokens, begin, end, lexicon, sure=sure):
            break
        words, end = words + 1, end + 1
    while end > begin and (tokens[end - 1].norm in lexicon.suffixes or not tokens[end - 1].is_word):
        end -= 1
    return end


def _inside_mark(tokens: Tokens, begin: int, at: int) -> bool:
    """Whether a hyphen, apostrophe or full stop stands inside a name ("Mary-Kate", "Q.", "St.")."""
    token = tokens[at]
    if at == begin:
        return False
    if token.norm == ".":
        return len(tokens[at - 1].norm) == 1 or tokens[at - 1].norm == "st"
    follows = at + 1 < len(tokens) and tokens[at + 1].is_word
    return follows and (token.norm == "'" or (token.norm == "-" and token.glued))


def _may_be_name(tokens: Tokens, begin: int, at: int, lexicon: Lexicon, *, sure: bool) -> bool:
    token = tokens[at]
    capital = token.text[0].isupper()
    if token.norm == "w" and norm_at(tokens, at + 1) in ("a", "an", "/", "no", "the", "one", "two"):
        return False  # "Casey w a C"
    if token.norm in STEERING and not (capital and token.norm in lexicon.plain_surnames):
        return False
    if token.norm in lexicon.particles and (at > begin or sure) and at + 1 < len(tokens):
        joined = norm_at(tokens, at + 1) == "-" and at + 2 < len(tokens) and tokens[at + 2].is_word
        return tokens[at + 1].is_word or token.norm == "st" or joined or not lexicon.is_ordinary(token.norm)
    alone = sure and len(tokens) == 1 and token.norm in lexicon.plain_surnames
    if token.norm in NOT_NAMES and token.norm not in lexicon.first_names and not alone:
        return False
    if token.norm in lexicon.first_names or not lexicon.is_ordinary(token.norm):
        return True
    if sure and token.norm in lexicon.word_names:
        return True
    shouted = token.text.isupper() and len(token.text) > 1 and at > begin
    return (token.norm in lexicon.plain_surnames or (capital and not shouted)) and (sure or at > begin)


def bare_name(tokens: Tokens, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return where the name stands in an answer that is little more than a name ("it's Dmitri", "L-O-P-E-Z")."""
    begin = 0
    while begin < len(tokens) and tokens[begin].norm in _LEAD_IN:
        begin += 1
    end = name_end(tokens, begin, lexicon, sure=True, most=5)
    return (begin, end) if end > begin else None


def pointed_name(tokens: Tokens, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return where the name stands that an answer points at ("you should have it as St. John", "but its Leonard on my card")."""
    for at in range(1, len(tokens)):
        filed = tokens[at - 1].norm == "as" and at > 1 and tokens[at - 2].norm in _FILED
        begun = tokens[at - 1].norm in ("it's", "its") or (
            tokens[at - 1].norm == "is" and at > 1 and tokens[at - 2].norm in ("it", "mine")
        )
        begun = begun or (
            tokens[at - 1].norm in ("use", "put") and at > 1 and tokens[at - 2].norm in (".", ",", ";", "please", "so")
        )
        if not (filed or begun):
            continue
        end = name_end(tokens, at, lexicon, sure=True, most=3)
        papers = end > at and norm_at(tokens, end) == "on" and any(t.norm in _PAPERS for t in tokens[end + 1 : end + 4])
        last = all(token.norm in _CLOSING for token in tokens[end:])
        if end > at and _is_a_name(tokens, at, lexicon) and (papers or last):
            return at, end
    return None


def set_against(tokens: Tokens, begin: int) -> bool:
    """Whether a name at `begin` is set against one said before it ("everyone calls me Bud but its Leonard ...", "Greg ... . Use Gregory")."""
    before = [norm_at(tokens, begin - back) for back in range(1, 4)]
    return "but" in before or before[0] in ("use", "put")


_CLOSING = frozenset("now legally officially please thanks though actually . !".split())
_FILED = frozenset("it me down listed filed registered written spelled".split())
_PAPERS = frozenset(
    "card license licence id passport chart file record records insurance certificate paperwork".split()
)


def _is_a_name(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    word = tokens[at].norm
    listed = word in lexicon.first_names or word in lexicon.surnames or word in lexicon.particles
    return (listed and not lexicon.is_ordinary(word)) or tokens[at].text[0].isupper()


def only_word(tokens: Tokens) -> int | None:
    """Return the place of the one word of an answer that may be a name though it is an everyday word ("patience")."""
    begin = 0
    while begin < len(tokens) - 1 and tokens[begin].norm in _LEAD_IN:
        begin += 1
    rest = [token for token in tokens[begin + 1 :] if token.norm not in (".", "!", ",")]
    if begin >= len(tokens) or rest or not tokens[begin].is_word:
        return None
    word = tokens[begin].norm
    doing = word.endswith(("ing", "ed", "ly", "n't")) and len(word) > 5
    telling = word in STEERING or word in NOT_NAMES or word in _LEAD_IN or word in _NEVER_A_NAME or "'" in word or doing
    return None if telling or not 2 <= len(word) <= 20 else begin


_NEVER_A_NAME = frozenset(
    """refill refills appointment appointments appt visit doctor doctors nurse human agent representative rep operator person people staff office portal
    pharmacy medicine medication medications meds pills prescription token code reset login question questions answer reason insurance bill billing
    payment test tests results labs lab home main english hola gracias null blank empty optional required anonymous confidential secret personal
    really seriously obviously already sent ready soon asap mom mum mother dad father wife husband son daughter kid kids baby child children brother
    sister self myself yourself himself herself me everyone everybody somebody someone nobody good fine great awesome cool nice bad wrong right correct
    incorrect true false error broken stupid damn hell shit fuck crap lol haha hmm wtf omg ugh oops oh ah er hmmm pardon excuse understood agreed
    yesterday tonight weekend monday tuesday wednesday thursday friday saturday sunday week month later before first last both either neither all every
    everything something anything several few many much more most less none one two three four five six seven eight nine ten zero hundred
    use using see send show tell ask call text write read open close change cancel repeat undo edit remove delete add leave wait hold find look
    pain fever cough cold flu sick ill hurt emergency urgent dying bleeding chest problem issue stuck lost fail failed error
    mr mrs ms miss sir madam maam customer client member user admin guest name names initials nickname legal maybe perhaps depends guess think thought
    because although however therefore instead otherwise please thanks welcome goodbye bye hey yo sup hiya greetings chat bot robot""".split()
)


def spelled_out(tokens: Tokens, begin: int) -> tuple[str, int]:
    """Read letters said one at a time ("l o p e z", "L-O-P-E-Z"); empty when fewer than three stand there."""
    letters, index = "", begin
    while index < len(tokens):
        if tokens[index].is_word and len(tokens[index].norm) == 1:
            letters += tokens[index].norm
        elif not (letters and tokens[index].norm in ("-", ".", ",")):
            break
        index += 1
    return (letters, index) if len(letters) >= 3 else ("", begin)
