"""What clauses without numbers name, so that the numbers after them count it."""

from __future__ import annotations

from ingest.entries.clauses import before_reason, name_metric
from ingest.entries.wording import has_word, load_wording
from ingest.targets.phrases import find_word

LONGEST_SUBJECT = 30
_TAKING = "將"


def find_subject(words: str) -> str:
    """Return what a clause or sentence without numbers names, empty where it names nothing that is counted.

    >>> find_subject("補助團隊出國演出"), find_subject("因疫情影響"), find_subject("未列入前開各表")
    ('補助團隊出國演出', '', '')
    """
    bare = words.strip(" \n，,。；;：:").lstrip("惟但且並而另")
    label, _, rest = bare.replace(":", "：").rpartition("：")
    if label and rest.startswith(load_wording()["metric.reasons"]):
        bare = label
    nothing = (*load_wording()["metric.reasons"], *load_wording()["metric.excluding"])
    if not bare or bare.startswith(nothing) or len(bare) > LONGEST_SUBJECT:
        return ""
    denied = find_word("unavailable", bare)
    if denied:
        # 死亡人數因須比對，尚未完成統計 is about what stands first.
        bare = before_reason(bare.partition(denied)[0])
    else:
        # 將平均天數納入考核 speaks of what is taken up, and plans nothing.
        bare = _find_taken_up(bare) or bare
        if has_word("plans.words", bare):
            return ""
    name = name_metric(bare)
    return name if len(name) > 1 and name not in load_wording()["metric.empty"] else ""


def _find_taken_up(words: str) -> str:
    """Return what a clause says is taken up among what is watched, empty where it says nothing so.

    >>> _find_taken_up("自本年度起將平均天數納入考核"), _find_taken_up("將辦理宣導")
    ('平均天數', '')
    """
    _, taken, rest = words.rpartition(_TAKING)
    place = min((rest.find(word) for word in load_wording()["metric.taken_up"] if word in rest), default=-1)
    return rest[:place] if taken and place > 0 else ""
