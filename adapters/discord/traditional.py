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
    "与两个为么于仅从会伦余关内写况几刚删别动区医单发变台号后启员周围图声备复够夹学宽对导布帮"
    "库应开张归录态扰护报拥换据数无旧时显暂机权条来标样没注点状独现盘着码种称笔类组经给继续维"
    "编缩节范营补见订记许论设诉词译试话详语说请读谁败轮较边达过运还这连迟适选里钟钮链销错键长"
    "闭问间阅随静页项须频题马",
    "與兩個為麼於僅從會倫餘關內寫況幾剛刪別動區醫單發變臺號後啟員週圍圖聲備復夠夾學寬對導佈幫"
    "庫應開張歸錄態擾護報擁換據數無舊時顯暫機權條來標樣沒註點狀獨現盤著碼種稱筆類組經給繼續維"
    "編縮節範營補見訂記許論設訴詞譯試話詳語說請讀誰敗輪較邊達過運還這連遲適選裡鐘鈕鏈銷錯鍵長"
    "閉問間閱隨靜頁項須頻題馬",
)


def to_traditional(text: str) -> str:
    """The text as it is written in Taiwan."""
    for simplified, traditional in _WORDS.items():
        text = text.replace(simplified, traditional)
    return text.translate(_SIGNS)
