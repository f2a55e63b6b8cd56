"""Simplified Chinese in traditional characters, as far as the menus need it.

OpenCC does this for every text, at the price of 45 MB; a test holds these few lines to it.
"""

_WORDS = {
    "搜索": "搜尋",
    "设置": "設定",
    "导出": "匯出",
    "数据": "資料",
    "查看": "檢視",
    "链接": "連結",
    "图像": "影像",
}
_SIGNS = str.maketrans(
    "个为么会关几删区医号围图复学宽导帮开扰报据数时显暂标没点现称笔编范订记论设词话语较适里链键间阅须频题",
    "個為麼會關幾刪區醫號圍圖復學寬導幫開擾報據數時顯暫標沒點現稱筆編範訂記論設詞話語較適裡鏈鍵間閱須頻題",
)


def to_traditional(text: str) -> str:
    """The text as it is written in Taiwan."""
    for simplified, traditional in _WORDS.items():
        text = text.replace(simplified, traditional)
    return text.translate(_SIGNS)
