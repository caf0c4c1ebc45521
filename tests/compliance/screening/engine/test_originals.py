"""An institution under its original name finds the English one that the lists have, and persons are left alone."""

import pytest

from compliance.screening import engine
from compliance.screening.engine import Listed, ListedName, Query, originals, tables
from compliance.screening.engine.normaliser import read

NAMES = [
    "Harbin Institute of Technology",
    "Northwestern Polytechnical University",
    "Beihang University",
    "Beijing University of Aeronautics and Astronautics (BUAA)",
    "Nanjing University of Science and Technology",
    "Semiconductor Manufacturing International Corporation",
    "Yangtze Memory Technologies Co., Ltd.",
    "Hikvision",
    "Quillon Electronics Technology Group Corporation 38th Research Institute",
    "Qinghai Normal University",
    "Sharif University of Technology",
    "Kim Chaek University of Technology",
    "Moscow Institute of Physics and Technology",
    "Xinjiang Police Microelectronics Key Laboratory",
    "OU, Yang Changjiang",
]
CLEAR = 0.68  # the review threshold


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    listed = (Listed(str(number), "own", str(number), (ListedName(name),)) for number, name in enumerate(NAMES))
    return engine.build(listed, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize("kind", ["unknown", "organisation"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("哈尔滨工业大学", NAMES[0]),
        ("哈爾濱工業大學", NAMES[0]),  # traditional characters
        ("哈尔滨工业大学航天学院，哈尔滨，中国", NAMES[0]),
        ("西北工业大学", NAMES[1]),
        ("北京航空航天大学", NAMES[2]),
        ("北京航空航天大学", NAMES[3]),
        ("南京理工大学", NAMES[4]),
        ("中芯国际集成电路制造有限公司", NAMES[5]),
        ("長江存儲科技有限責任公司", NAMES[6]),
        ("海康威视", NAMES[7]),
        ("青海师范大学", NAMES[9]),
        ("دانشگاه صنعتی شریف", NAMES[10]),
        ("دانشگاه صنعتي شريف", NAMES[10]),  # typed with Arabic letters
        ("김책공업종합대학", NAMES[11]),
        ("МФТИ", NAMES[12]),
        ("新疆警察微电子重点实验室", NAMES[13]),  # put together from the gloss table
    ],
)
def test_original_name_finds_the_english_one(index, text, name, kind):
    scores = {each.listed_name: each.score for each in engine.search(index, Query(text, kind)).candidates}
    assert scores.get(name, 0.0) >= CLEAR


def test_number_of_an_institute_is_read(index):
    scores = {
        text: max((each.score for each in engine.search(index, Query(text)).candidates), default=0.0)
        for text in ("Quillon电子科技集团第三十八研究所", "Quillon电子科技集团第十一研究所")
    }
    assert scores["Quillon电子科技集团第三十八研究所"] > scores["Quillon电子科技集团第十一研究所"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("第十研究所", "10"), ("第二十九研究所", "29"), ("五〇二研究所", "502"), ("第一百零三厂", "103")],
)
def test_numbers_in_han_characters(text, number):
    assert number in next(originals.versions(f"中国航天{text}", "unknown")).split()


@pytest.mark.parametrize("text", ["欧阳长江", "王长城"])
def test_name_of_a_person_stays_one(text):
    assert all(originals.NOTE not in way.note for way in read(text, "person").ways)


def test_text_of_which_nothing_is_known_has_no_other_version():
    assert list(originals.versions("Umbral University", "organisation")) == []
    assert list(originals.versions("Ольга Петрова", "unknown")) == []


def test_every_expression_is_there_once():
    forms = [row["original"] for row in tables.rows("originals")]
    assert len(forms) == len(set(forms))
    assert all(tables.forms(row, "english") for row in tables.rows("originals"))
