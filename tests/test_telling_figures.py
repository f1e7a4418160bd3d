"""The sentence of figures: units and multipliers of captions stand in it."""

from __future__ import annotations

from asking import ask

TABLE = "\n".join(
    [
        "漁港建設計畫113年度預算案",
        "附表、收支簡明表",
        "單位：新臺幣億元",
        "項目\t預算數",
        "支出合計\t300",
        "漁港整建\t124",
        "魚市場更新\t176",
    ]
)


def test_a_multiplier_of_the_caption_is_never_lost_in_the_sentence() -> None:
    answer = ask("漁港整建編列預算多少？", TABLE).answer
    assert "12,400,000,000元" in answer
    assert "124元" not in answer
