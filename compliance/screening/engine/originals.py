"""
Institutions in their original script as English names have them: 哈尔滨工业大学 is Harbin Institute of Technology.

What is read letter by letter or word by word cannot know such names. This gives one more version of the text, or
several where one expression has several English forms; what the table does not have is glossed and spelt as elsewhere.
"""

import re
from collections.abc import Iterator
from functools import cache

from compliance.screening.engine import scripts, tables
from compliance.screening.engine.wording import cut, unspaced

NOTE = "by usual English names of institutions"
MOST = 3  # versions
_TRADITIONAL = str.maketrans(
    "爾濱業學國華東長電術實驗產發動機張陽慶廈門連無錫莞雲貴遼寧龍蘇蘭廣鄭漢濟島煙臺銀烏魯齊內蒙陝爲為興訊創維視頻儲體積"
    "製製設計備軟網絡資訊軍隊戰艦艇飛彈導運載火車輛鐵路橋樑礦農醫藥師範財經語開關辦處廳總統戶區縣鄉鎮園館紡織織類"
    "質點級領導際環氣億層優紀監測試勝賓兵團鋼鋁銅廠壓縮應變數據庫綜場強穩麗黃靜鳳麥馬鳥魚",
    "尔滨业学国华东长电术实验产发动机张阳庆厦门连无锡莞云贵辽宁龙苏兰广郑汉济岛烟台银乌鲁齐内蒙陕为为兴讯创维视频储体积"
    "制制设计备软网络资讯军队战舰艇飞弹导运载火车辆铁路桥梁矿农医药师范财经语开关办处厅总统户区县乡镇园馆纺织织类"
    "质点级领导际环气亿层优纪监测试胜宾兵团钢铝铜厂压缩应变数据库综场强稳丽黄静凤麦马鸟鱼",
)
_THEIR_LETTERS = re.compile(r"[Ѐ-ӿ؀-ۿݐ-ݿﭐ-﷿ﹰ-﻿가-힣㐀-䶿一-鿿]")  # the scripts of the table
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_UNIT_AFTER = re.compile("大学(?=[㐀-䶿一-鿿]{2})")  # the smaller unit follows: a university, then its school
_NUMBERED = re.compile("第?([〇零一二三四五六七八九十百]+)(?=研究|设计|所|院|厂|学院|部|局|军|集团)")
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_PLACES = {"十": 10, "百": 100}


def versions(text: str, kind: str) -> Iterator[str]:
    """Yield the text with known expressions in English; none for people, and where nothing is known."""
    if kind == "person" or text.isascii() or not _THEIR_LETTERS.search(text):
        return
    text = _folded(text)
    if not _known().search(text):
        return
    text = _UNIT_AFTER.sub("大学, ", text)
    text = _NUMBERED.sub(lambda found: f" {_number(found.group(1))} ", text)
    for choice in range(MOST):
        yield _HAN.sub(_glossed, _in_english(text, choice))


def _folded(text: str) -> str:
    """Return the text with traditional characters made simple and Arabic letters typed in one way."""
    text = text.translate(_TRADITIONAL)
    return " ".join(scripts.fold_arabic(word) if scripts.of(word[:1]) == "arabic" else word for word in text.split())


@cache
def _table() -> dict[str, list[str]]:
    return {_folded(row["original"]): tables.forms(row, "english") for row in tables.rows("originals")}


@cache
def _known() -> re.Pattern[str]:
    """Return what matches any expression, the longest first; whole words in scripts that have spaces."""
    longest_first = sorted(_table(), key=len, reverse=True)
    apart = [form if unspaced(form) else rf"(?<!\w){re.escape(form)}(?!\w)" for form in longest_first]
    return re.compile("|".join(apart))


def _in_english(text: str, choice: int) -> str:
    """Return the text with each expression in this one of its English forms, or in its last."""

    def english(found: re.Match[str]) -> str:
        names = _table()[found.group()]
        return f" {names[min(choice, len(names) - 1)]} "

    return _known().sub(english, text)


def _glossed(found: re.Match[str]) -> str:
    """Return what is left in Han characters by the gloss table and in Mandarin."""
    words = []
    for piece, meaning in cut(found.group()):
        spelt = meaning.removeprefix("legal:").replace("+", " ") or scripts.latin(piece, "han").replace(" ", "")
        words.append("and" if piece in ("与", "和", "及") else spelt)
    return f" {' '.join(words)} "


def _number(written: str) -> str:
    """Return a number in Han characters in digits: 三十八 is 38, 五〇二 is 502."""
    if not any(sign in _PLACES for sign in written):
        return "".join(str(_DIGITS[sign]) for sign in written)
    total, digit = 0, 1
    for sign in written:
        if sign in _PLACES:
            total, digit = total + digit * _PLACES[sign], 0
        else:
            digit = _DIGITS[sign]
    return str(total + digit)
