"""wacana: load, clean, score and report Indonesian public comments.

>>> import wacana
>>> wacana.clean("Tdk perlu percaya janji2 yg tak di tepati")
'Tidak perlu percaya janji-janji yang tak ditepati'

Stable: the names in ``__all__``, the columns of ``wacana schema`` and the commands. Submodules may move before 1.0.
"""

# Bound here at once, so that `wacana.read` and the others stay these functions when their submodules of the same
# name are imported later. None of them loads a heavy library before it is called.
from wacana.clean import clean
from wacana.lexicon import stopwords
from wacana.read import read
from wacana.report import report
from wacana.score import explain, score

__all__ = ["clean", "explain", "read", "report", "score", "stopwords"]
