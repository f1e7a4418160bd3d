"""A made-up plan in three editions, and one of another agency: what the tests of editions build on.

From edition to edition measures are renumbered, reworded, added and dropped, and units change.
Edition 110 gives two figures otherwise than 109: the result of the inspected boats of 109 (335, not
330) and their target for 110 (350, not 320).
"""

from __future__ import annotations

from pathlib import Path

from asking import make_edition
from ingest.library import read_document
from ingest.records import Reading

TITLE = "漁港安全行動方案"
MET, MISSED = "已達績效目標值。", "未達績效目標值，因颱風致工程延宕。"

BOATS_109 = {
    "action": "(一)檢查漁船，維護航行安全。",
    "agencies": "交通部",
    "indicator": "檢查漁船艘數。",
    "target": "檢查漁船300艘。",
    "result": "109年檢查漁船330艘。",
    "control_note": MET,
    "comparison": "108年檢查漁船280艘，109年檢查漁船330艘，增加50艘。",
    "next_target": "檢查漁船320艘。",
}
HARBOURS_109 = {
    "action": "(二)整建漁港，便利漁民作業。",
    "agencies": "內政部",
    "indicator": "整建漁港處數。",
    "target": "整建漁港10處。",
    "result": "整建漁港8處。",
    "control_note": MISSED,
    "comparison": "108年整建漁港11處，109年整建漁港8處。",
    "next_target": "整建漁港12處。",
}
FIRES_109 = {
    "action": "(三)降低漁港火災，確保安全。",
    "agencies": "內政部(消防署)",
    "indicator": "漁港火災件數。",
    "target": "漁港火災件數不超過6件。",
    "result": "漁港火災件數4件。",
    "control_note": MET,
    "comparison": "108年漁港火災件數7件，109年4件。",
    "next_target": "漁港火災件數5件以下。",
}
COURSES_109 = {
    "strategy": "二、推廣漁業教育。",
    "action": "(一)辦理漁業課程，培養從業人員。",
    "agencies": "教育部",
    "indicator": "辦理漁業課程場次。",
    "target": "辦理漁業課程二十場次。",
    "result": "辦理漁業課程二十五場次，參與1萬2,301人次。",
    "control_note": MET,
    "comparison": "108年辦理漁業課程十九場次。",
    "next_target": "辦理漁業課程二十二場次。",
}
NETS_109 = {
    "strategy": "二、推廣漁業教育。",
    "action": "(二)清除廢棄漁網，維護海洋環境。",
    "agencies": "海洋委員會",
    "indicator": "清除廢棄漁網重量。",
    "target": "清除廢棄漁網30公噸。",
    "result": "清除廢棄漁網42.6公噸。",
    "control_note": MET,
    "comparison": "108年清除廢棄漁網38.1公噸。",
    "next_target": "清除廢棄漁網35公噸。",
}
PRIZES_109 = {
    "strategy": "二、推廣漁業教育。",
    "action": "(三)表揚模範漁民。",
    "agencies": "農業委員會",
    "target": "無。",
    "result": "表揚模範漁民12人。",
    "control_note": "未訂績效目標值。",
}
COURSES_110 = {
    "strategy": "二、推廣漁業教育。",
    "action": "(一)開辦漁業課程，培養漁業從業人員及青年。",
    "agencies": "教育部",
    "indicator": "漁業課程辦理場次。",
    "target": "辦理漁業課程二十二場次。",
    "result": "辦理漁業課程十八場次。",
    "control_note": "未達績效目標值，因疫情停課。",
    "comparison": "109年辦理漁業課程二十五場次，110年十八場次。",
    "next_target": "辦理漁業課程20場次。",
}
HARBOURS_110 = {
    "action": "(一)賡續整建及改善漁港設施，便利漁民作業。",
    "agencies": "內政部",
    "indicator": "整建漁港處數。",
    "target": "整建漁港12處。",
    "result": "整建漁港9處。",
    "control_note": MISSED,
    "comparison": "109年整建漁港8處，110年整建漁港9處，增加1處。",
    "next_target": "整建漁港12處。",
}
FIRES_110 = {
    "action": "(二)防範漁港火災，以確保船舶及人員安全。",
    "agencies": "內政部(消防署)",
    "indicator": "火災件數。",
    "target": "漁港火災件數5件以下。",
    "result": "漁港火災件數5件。",
    "control_note": MET,
    "comparison": "109年漁港火災件數4件，110年5件。",
    "next_target": "漁港火災件數不超過4件。",
}
NETS_110 = {
    "action": "(三)清除海底廢棄漁網，維護海洋環境。",
    "agencies": "海洋委員會",
    "indicator": "清除廢棄漁網重量。",
    "target": "清除廢棄漁網36,000公斤。",
    "result": "清除廢棄漁網40,100公斤。",
    "control_note": MET,
    "comparison": "109年清除廢棄漁網42,600公斤。",
    "next_target": "清除廢棄漁網36,000公斤。",
}
BOATS_110 = {
    "action": "(四)漁船航行安全之檢查及維護。",
    "agencies": "交通部",
    "indicator": "檢查漁船艘數。",
    "target": "檢查漁船350艘。",
    "result": "檢查漁船361艘。",
    "control_note": MET,
    "comparison": "109年檢查漁船335艘，110年檢查漁船361艘。",
    "next_target": "檢查漁船360艘。",
}
WARNINGS_110 = {
    "action": "(五)建置海象預警系統。",
    "agencies": "交通部(中央氣象局)",
    "indicator": "海象預警涵蓋率。",
    "target": "海象預警涵蓋率80%至90%。",
    "result": "海象預警涵蓋率85%。",
    "control_note": MET,
    "comparison": "本措施為新增。",
    "next_target": "海象預警涵蓋率90%以上。",
}
BOATS_111 = {
    **BOATS_110,
    "target": "檢查漁船360艘。",
    "result": "檢查漁船372艘。",
    "comparison": "110年檢查漁船361艘，111年檢查漁船372艘。",
    "next_target": "檢查漁船360艘。",
}
WARNINGS_111 = {
    **WARNINGS_110,
    "action": "(一)維運海象預警系統。",
    "target": "海象預警涵蓋率90%以上。",
    "result": "海象預警涵蓋率92%。",
    "comparison": "110年海象預警涵蓋率85%，111年92%。",
}
ANNEX_110 = """
附表

編號	1
落後項目	具體策略一、執行措施(一)：整建漁港。
辦理機關	內政部
110年目標值	12處。
110年實績值	9處。
說明	因颱風致工程延宕。
"""
EDITION_109 = make_edition(
    109, BOATS_109, HARBOURS_109, FIRES_109, COURSES_109, NETS_109, PRIZES_109, title=TITLE
)
EDITION_110 = (
    make_edition(110, COURSES_110, HARBOURS_110, FIRES_110, NETS_110, BOATS_110, WARNINGS_110, title=TITLE)
    + ANNEX_110
)
EDITION_111 = make_edition(111, WARNINGS_111, BOATS_111, title=TITLE)
SCHOOLS_109 = make_edition(
    109,
    {
        "action": "(一)受理校園霸凌通報並限期調查。",
        "agencies": "教育部",
        "target": "調查校園霸凌通報300件。",
        "result": "調查校園霸凌通報285件。",
        "control_note": "未達績效目標值。",
        "comparison": "108年調查校園霸凌通報310件。",
        "next_target": "調查校園霸凌通報320件。",
    },
    {
        "action": "(二)辦理教師輔導研習。",
        "agencies": "教育部",
        "target": "辦理教師研習50場次。",
        "result": "辦理教師研習64場次。",
        "control_note": MET,
        "comparison": "108年辦理教師研習58場次。",
        "next_target": "辦理教師研習60場次。",
    },
    title="教育部校園安全計畫",
)
# Edition 109 and 110 by their documents' ids where they are indexed in this order.
BOTH = (EDITION_109, EDITION_110)
ALL = (EDITION_109, EDITION_110, EDITION_111, SCHOOLS_109)


def read_text(folder: Path, name: str, text: str) -> Reading:
    """Return what is read from a text that is written into a folder."""
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path)
