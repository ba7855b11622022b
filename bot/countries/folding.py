"""One spelling for what readers and sources spell in many ways: case, accents, Arabic letters."""

import unicodedata
from functools import lru_cache

# Letters that no decomposition takes apart. The dotless i, the schwa of Azerbaijani and the
# Persian and Arabic forms of one letter are what our readers type for one another every day.
_LETTERS = {
    "ı": "i", "ə": "e", "ǝ": "e", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe",
    "þ": "th", "ħ": "h", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɔ": "o", "ɛ": "e", "ŧ": "t",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ی", "ي": "ی", "ئ": "ی", "ۍ": "ی", "ێ": "ی",
    "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
    "ؤ": "و", "ۆ": "و", "ۇ": "و", "ء": None, "ـ": None, "گ": "گ",
    "ґ": "г", "є": "е", "і": "и", "ї": "и", "ў": "у", "ё": "е", "й": "и",
}  # fmt: skip
# Traditional Chinese signs of the names of places, each before its simplified form.
_HAN = (
    "亞亚剛刚國国蘭兰羅罗馬马爾尔內内維维納纳達达貝贝幾几紐纽約约莊庄烏乌聖圣島岛灣湾緬缅盧卢薩萨韓韩東东華华頓顿倫伦賓宾諾诺費费萊莱門门葉叶敘叙"
    "圖图衛卫瑪玛蓋盖茲兹鐵铁強强樂乐麗丽賽赛錫锡湯汤喬乔愛爱聯联陽阳漢汉寧宁廣广豐丰岡冈濱滨澤泽開开關关區区會会連连邁迈遜逊運运遠远還还鄧邓鄭郑"
    "鈴铃銀银鎮镇長长陸陆陳陈際际雙双雲云電电靈灵順顺領领額额顯显風风飛飞館馆魯鲁鮮鲜鳥鸟鹽盐黃黄點点龍龙鑾銮貢贡買买貿贸賀贺賴赖趙赵車车軍军"
    "輪轮農农過过適适邊边蒂蒂帶带庫库廈厦張张彌弥恆恒慶庆憲宪戰战據据揚扬換换時时晉晋書书楊杨極极榮荣橋桥歐欧歷历氣气決决沒没沖冲況况淵渊涼凉"
    "測测湧涌溫温滿满漁渔瀋沈濟济為为熱热獅狮獨独瓊琼產产畢毕畫画當当發发監监盤盘碼码禮礼種种穌稣窩窝競竞範范築筑簡简類类紀纪紅红純纯級级細细"
    "終终組组結结給给統统絲丝經经綠绿網网線线編编縣县總总織织繼继續续義义習习聲声聽听臨临舊旧艦舰蘇苏藍蓝藝艺處处號号補补複复見见規规視视親亲"
    "覺觉觀观訂订計计記记許许設设訪访證证評评詞词試试話话該该詳详誤误說说課课談谈請请論论諸诸謀谋講讲謝谢識识議议護护讓让豬猪財财責责貧贫賣卖"
    "質质轉转辦办這这進进違违遙遥遞递遲迟鄉乡鋼钢錢钱錄录鐘钟閉闭間间閣阁隊队階阶隨随險险隱隐難难霧雾響响頁页項项須须預预頭头頻频題题願愿飯饭"
    "餘余馮冯駕驾騎骑驗验髮发魚鱼麥麦麼么齊齐齒齿臺台檳槟羣群贊赞塞塞緊紧應应無无與与說说關关係系聞闻消消間间後后個个來来對对邏逻輯辑單单傑杰"
)
_APOSTROPHES = "'’‘ʼʻ`´ʹʽ＇׳״ʿʾ՚\"“”„«»"
_INVISIBLE = [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xAD]
# Marks that only shade a letter: accents, Hebrew points, Arabic vowels. The vowel signs of
# Indic scripts and of Thai are letters to their readers and stay.
_MARKS = [
    *range(0x300, 0x370), *range(0x591, 0x5C8), *range(0x610, 0x61B), *range(0x64B, 0x660), 0x670,
    *range(0x6D6, 0x6EE),
]  # fmt: skip

_TABLE: dict[int, str | None] = {ord(old): new for old, new in _LETTERS.items()}
_TABLE |= {ord(_HAN[at]): _HAN[at + 1] for at in range(0, len(_HAN), 2) if _HAN[at] != _HAN[at + 1]}
# The long mark and the middle dot of Japanese come and go.
_TABLE |= dict.fromkeys(map(ord, "ー・·･‧＝="), None)
_TABLE |= dict.fromkeys([*_MARKS, *_INVISIBLE, *map(ord, _APOSTROPHES)], None)
# What `name_key` makes of ASCII signs, in one pass: the tagger's names are read at every start.
_ASCII_KEY: dict[int, str | None] = {
    code: _TABLE.get(code, chr(code).lower() if chr(code).isalnum() else " ") for code in range(128)
} | {ord("."): None, ord("&"): " and "}


def fold(text: str) -> str:
    """Return the text in one case and one spelling; other signs than apostrophes stay in place."""
    if text.isascii():
        return text.lower().translate(_TABLE)
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", decomposed.translate(_TABLE)).translate(_TABLE)


def name_key(name: str) -> str:
    """Return the folded words of a name with single spaces; signs part words, dots go."""
    if name.isascii():
        return " ".join(name.translate(_ASCII_KEY).split())
    folded = fold(name).replace(".", "").replace("&", " and ")
    return " ".join("".join(sign if _is_letter(sign) else " " for sign in folded).split())


@lru_cache(maxsize=4096)
def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"
