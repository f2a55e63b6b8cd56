"""Find the time zone that a person means: by name, by city in either language, or by offset."""

import re
import unicodedata
from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from bot.domain.schedule import get_zone
from bot.errors import UsageError

_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.I)
_DISTRICT = re.compile(r"(东|西)([一二三四五六七八九十]|十一|十二)区")
_DIGITS = "零一二三四五六七八九十"

#: Cities that people name and the time zone database does not, and everyday names of zones.
_CITIES = {
    "Asia/Shanghai": (
        "北京 深圳 广州 杭州 南京 成都 武汉 西安 天津 重庆 苏州 合肥 长沙 哈尔滨 大连 青岛 厦门 中国 "
        "北京时间 beijing shenzhen guangzhou hangzhou nanjing chengdu wuhan xian tianjin china"
    ),
    "Asia/Hong_Kong": "香港 hongkong",
    "Asia/Taipei": "台北 台湾 新竹 高雄 taiwan",
    "Asia/Macau": "澳门 macao",
    "Asia/Tokyo": "东京 大阪 京都 日本 japan kyoto osaka",
    "Asia/Seoul": "首尔 韩国 korea daejeon",
    "America/Los_Angeles": (
        "旧金山 硅谷 西雅图 圣地亚哥 洛杉矶 sanfrancisco seattle pst pdt pt stanford berkeley"
    ),
    "America/New_York": "纽约 波士顿 匹兹堡 华盛顿 boston pittsburgh est edt et princeton",
    "America/Chicago": "芝加哥 cst cdt ct",
    "America/Toronto": "多伦多 蒙特利尔 montreal",
    "Europe/London": "伦敦 剑桥 牛津 英国 cambridge oxford uk",
    "Europe/Berlin": "柏林 慕尼黑 德国 munich germany",
    "Europe/Zurich": "苏黎世 洛桑 lausanne",
    "Europe/Paris": "巴黎 法国 france",
    "UTC": "utc gmt 世界时",
}


def find_zone(text: str) -> str:
    """The zone that `text` means, as an IANA name or as `UTC+05:30`.

    Raises:
        UsageError: no zone is called so.
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[\s_]+", "", typed).casefold()
    known = _zones_by_name().get(plain)
    if known:
        return known
    if match := _DISTRICT.fullmatch(plain):
        hours = sum(_DIGITS.index(digit) for digit in match[2])
        plain = f"{'+' if match[1] == '东' else '-'}{hours}"
    if match := _OFFSET.fullmatch(plain):
        zone = f"UTC{match[1]}{int(match[2]):02}:{match[3] or '00'}"
        get_zone(zone)
        return zone
    raise UsageError(
        "There is no time zone “{zone}”. Try a city, Asia/Shanghai or UTC+8.", zone=typed[:60]
    )


def list_zones(begun: str, limit: int) -> list[str]:
    """Zones of which a name begins with what was typed, then those with it inside a name.

    Before anything is typed, those of the cities that people name.
    """
    plain = re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", begun)).casefold()
    if not plain:
        return list(_CITIES)[:limit]
    found: dict[str, None] = {}
    for fits in (str.startswith, str.__contains__):
        for name, zone in _zones_by_name().items():
            if fits(name, plain):
                found.setdefault(zone)
    return list(found)[:limit]


@cache
def _zones_by_name() -> dict[str, str]:
    """Zones by every name they go by, without case, spaces and underscores."""
    names: dict[str, str] = {}
    zones = sorted(available_timezones(), key=lambda zone: (zone.count("/"), zone))
    for zone in zones:
        names.setdefault(zone.replace("_", "").casefold(), zone)
        if "/" in zone:
            names.setdefault(zone.rpartition("/")[2].replace("_", "").casefold(), zone)
    for language in ("zh_Hans", "zh_Hant"):
        for zone, data in Locale.parse(language).time_zones.items():
            if zone in names.values() and "city" in data:
                names.setdefault(str(data["city"]), zone)
    for zone, words in _CITIES.items():
        names.update(dict.fromkeys(words.split(), zone))
    return names
