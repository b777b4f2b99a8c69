"""Groups of texts that use the same words: what somebody may want to make a theme of. Worked out on this machine.

Texts become weights of words (TF-IDF), and these the sum of a few bundles of words (non-negative matrix factorisation;
Lee and Seung, 1999, Nature 401:788-791). Both come from scikit-learn, the extra ``themes``. A bundle knows words and no
meaning: it is shown with its telling words and the texts that are nearest to it, and a person decides what of it is a
theme. Nothing is stored and nothing is coded here. How good it is stands in docs/themes.md, measured.

The same texts in the same order give the same groups. What is beyond ``MOST_LETTERS`` is left out: texts come in the
order of random keys, so that those which are read are a fair sample.
"""

import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from typing import Any

# 9,000 texts of two sentences are a million letters and take under a second.
MOST_LETTERS, MOST_WORDS = 3_000_000, 1_500
TELLING, NEAREST = 6, 8
FEWEST, USUAL, MOST = 3, 8, 12  # groups
SEED = 1
CLEAR = 0.15  # what a group's words weigh, at least, in a text of its own (1 is all that the text says)
STEM = 6  # letters by which forms of a word are one: student, students; trabajo, trabajar
WORD = re.compile(r"[^\W\d_]{3,}")

# Words that carry no subject: short lists of our own, without accents.
ENGLISH = """
about after again all also and any are because been before but can could did does doing done each even ever
every few for from get give got had has have her here him his how into its just less let like lot made make
many may more most much must need never new not now off one only other our out over own really said same see
should since some still such take than that the their them then there these they thing things this those
through too two under until use used using very want was way well were what when where which while who why
will with without would yet you your
"""
SPANISH = """
ahora algo algun alguna algunos ante antes asi aun aunque bien cada casi como con cosa cosas cual cuando
cuanto dar debe del desde despues donde dos durante ella ellas ellos entre era eran eso esta estaba estan
estar este esto estos fue fueron gran hace hacer hacia han hasta hay las les los mas mejor menos mientras
misma mismo mucha mucho muchos muy nada nos nosotros nuestra nuestro otra otras otro otros para pero poco por
porque pues puede pueden pude que quien sea segun ser si siempre sin sobre solo son soy sus tal tambien tan
tanto tener tengo tiene tienen toda todas todavia todo todos tres una unas uno unos usar uso vez veces voy yo
"""


class SuggesterMissing(RuntimeError):
    """scikit-learn is not installed."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One group: its telling words as people wrote them, the places of its nearest texts, and of all of its texts."""

    words: tuple[str, ...]
    nearest: tuple[int, ...]
    texts: tuple[int, ...]


def is_installed() -> bool:
    """True where scikit-learn is there (the extra ``themes``)."""
    return find_spec("sklearn") is not None


def suggest(texts: Sequence[str], *, groups: int = USUAL, at_least: int = 1) -> list[Suggestion]:
    """Groups of these texts, the largest first, without those of fewer than ``at_least`` texts.

    ``groups`` between FEWEST and MOST is how many are looked for. A text belongs to the group whose words weigh most in
    it, and to none where that is little. Raises SuggesterMissing without the extra.
    """
    texts = _bounded(texts)
    found = _factors([stems(text) for text in texts], min(max(groups, FEWEST), MOST))
    if found is None:
        return []
    weights, words, vocabulary = found
    mine = weights.argmax(axis=1)
    strength = weights.max(axis=1)
    written = _forms(texts)
    suggestions = []
    for group in range(weights.shape[1]):
        inside = [at for at in (mine == group).nonzero()[0].tolist() if strength[at] >= CLEAR]
        if len(inside) < max(at_least, 1):
            continue
        telling = [vocabulary[at] for at in words[group].argsort()[::-1][:TELLING] if words[group][at] > 0]
        nearest = sorted(inside, key=lambda at: (-strength[at], at))[:NEAREST]
        suggestions.append(
            Suggestion(tuple(written[stem] for stem in telling), tuple(nearest), tuple(inside))
        )
    return sorted(suggestions, key=lambda one: -len(one.texts))


def _bounded(texts: Sequence[str]) -> Sequence[str]:
    """The first of them, as many as are worked on at a time."""
    return [
        text
        for text, so_far in zip(texts, accumulate(map(len, texts)), strict=True)
        if so_far <= MOST_LETTERS
    ]


def stems(text: str) -> list[str]:
    """The words of a text that may carry its subject, cut to what their forms have in common."""
    return [word[:STEM] for word in WORD.findall(_bare(text)) if word not in _stop_words()]


@cache
def _stop_words() -> frozenset[str]:
    return frozenset((ENGLISH + SPANISH).split())


def _bare(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _forms(texts: Sequence[str]) -> dict[str, str]:
    """The form in which people wrote each stem most often."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        for word in WORD.findall(text.casefold()):
            counts.setdefault(_bare(word)[:STEM], Counter())[word] += 1
    return {stem: min(forms, key=lambda form: (-forms[form], form)) for stem, forms in counts.items()}


def _factors(read: list[list[str]], groups: int) -> tuple[Any, Any, list[str]] | None:
    """(weight of each group in each text, weight of each word in each group, the words); None for too few words."""
    text_module, decomposition, convergence = _library()
    vectoriser = text_module.TfidfVectorizer(
        analyzer=lambda words: words, min_df=2, max_df=0.5, max_features=MOST_WORDS, sublinear_tf=True
    )
    try:
        matrix = vectoriser.fit_transform(read)
    except ValueError:  # no word stands in two texts
        return None
    if min(matrix.shape) <= groups:
        return None
    model = decomposition.NMF(groups, init="nndsvda", random_state=SEED, max_iter=200, tol=1e-3)
    with warnings.catch_warnings():
        # Where 200 rounds end it, the groups are as good as they get within the time.
        warnings.simplefilter("ignore", convergence)
        weights = model.fit_transform(matrix)
    words = model.components_
    # A bundle's weight counts with the length of its words, or long bundles would look weak.
    return weights * (words**2).sum(axis=1) ** 0.5, words, list(vectoriser.get_feature_names_out())


def _library() -> tuple[Any, Any, Any]:
    try:
        from sklearn import decomposition  # inline: optional dependency
        from sklearn.exceptions import ConvergenceWarning  # inline: optional dependency
        from sklearn.feature_extraction import text  # inline: optional dependency
    except ModuleNotFoundError as error:
        raise SuggesterMissing(
            "Suggestions need scikit-learn, which is not installed here. Type:   pip install 'groundswell[themes]'"
        ) from error
    return text, decomposition, ConvergenceWarning
