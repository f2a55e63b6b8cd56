"""Change a chat's settings, one at a time, as a person writes them."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from bot.domain.chat import Chat, ChatSettings, Scope
from bot.domain.schedule import WEEK, Rhythm, Schedule, moved_slot
from bot.domain.topic import Amount
from bot.errors import UsageError
from bot.ports import Transaction
from bot.services.zones import find_zone
from bot.views.traditional import read_own

MAX_PAPERS = 50
#: `8`, `8:30`, `8点半`, `晚上8点30分`, `8:30 pm`
_TIME = re.compile(
    r"(?P<before>上午|早上|凌晨|中午|下午|晚上)?(?P<hour>\d{1,2})"
    r"(?:[点时](?P<half>半)?|[:点时](?P<minute>\d{1,2})分?)?(?P<behind>am|pm)?",
    re.I,
)
#: With these twelve o'clock is midnight.
_MIDNIGHT = frozenset({"上午", "早上", "凌晨", "晚上", "am"})
_AFTERNOON = frozenset({"中午", "下午", "晚上", "pm"})
#: Between the name of a setting and its value.
_BETWEEN = " =:"
_PERIOD = re.compile(r"(.+?)\s*(?:-|–|—|~|～|到|至|to)\s*(.+)", re.I)
_WEEKDAYS = (
    ("mon", "monday", "一"),
    ("tue", "tuesday", "二"),
    ("wed", "wednesday", "三"),
    ("thu", "thursday", "四"),
    ("fri", "friday", "五"),
    ("sat", "saturday", "六"),
    ("sun", "sunday", "日", "天"),
)
_DAY_NAMES = {
    name: day for day, names in enumerate(_WEEKDAYS, start=1) for name in (*names, str(day))
}
_DAY_SETS = {
    "daily": WEEK,
    "everyday": WEEK,
    "每天": WEEK,
    "all": WEEK,
    "weekdays": frozenset(range(1, 6)),
    "workdays": frozenset(range(1, 6)),
    "工作日": frozenset(range(1, 6)),
    "weekend": frozenset({6, 7}),
    "周末": frozenset({6, 7}),
}
_OFF = ("off", "none", "no", "关", "关闭", "无", "否", "不")
_ON = ("on", "yes", "开", "打开", "开启", "是")

_Names = Mapping[str, str]


def _choice(value: str, names: _Names) -> str:
    """The choice that `value` is a name of."""
    chosen = names.get(value.casefold())
    if chosen is None:
        raise UsageError(
            "“{value}” is not one of the choices: {choices}.",
            value=value[:40],
            choices=_list_choices(names),
        )
    return chosen


def _list_choices(names: _Names) -> dict[str, str]:
    """What may be typed, by the reader's language: in Chinese the first Chinese name of each, too."""
    own = list(dict.fromkeys(names.values()))
    chinese = {
        choice: name for name, choice in reversed(list(names.items())) if not name.isascii()
    }
    return {
        "en": ", ".join(own),
        "zh": "、".join(f"{chinese[choice]}（{choice}）" for choice in own),
    }


def parse_time(value: str) -> time:
    """A local time: `8`, `08:30`, `8点半`, `晚上8点30分`, `8:30 pm`.

    Raises:
        UsageError: it is none.
    """
    match = _TIME.fullmatch("".join(value.split()))
    hour, minute = _read_clock(match) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise UsageError("“{value}” is not a time of day; one looks like 08:30.", value=value[:40])
    return time(hour, minute)


def _read_clock(match: re.Match[str]) -> tuple[int, int]:
    hour = int(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or 0)
    half = (match["before"] or match["behind"] or "").casefold()
    if half in _MIDNIGHT and hour == 12:
        return 0, minute
    return hour + 12 if half in _AFTERNOON and hour < 12 else hour, minute


def parse_days(value: str) -> frozenset[int]:
    """ISO weekdays: `weekdays`, `1-5`, `mon,wed`, `周一三五`, `每天`.

    Raises:
        UsageError: it names no days.
    """
    plain = value.casefold().replace("星期", "").replace("礼拜", "").strip()
    if plain in _DAY_SETS:
        return _DAY_SETS[plain]
    plain = plain.replace("周", "")
    if (span := _PERIOD.fullmatch(plain)) and span[1] in _DAY_NAMES and span[2] in _DAY_NAMES:
        first, last = _DAY_NAMES[span[1]], _DAY_NAMES[span[2]]
        return frozenset((day - 1) % 7 + 1 for day in range(first, last + 1 + 7 * (last < first)))
    words = re.findall(r"[a-z]+|[一二三四五六日天]|[1-7]", plain)
    if not words or any(word not in _DAY_NAMES for word in words):
        raise UsageError(
            "“{value}” names no days of the week; write weekdays, 1-5 or mon,wed,fri.",
            value=value[:40],
        )
    return frozenset(_DAY_NAMES[word] for word in words)


def _schedule(settings: ChatSettings, **changes: object) -> ChatSettings:
    fields = {name: getattr(settings.schedule, name) for name in Schedule.__slots__}
    return replace(settings, schedule=Schedule(**{**fields, **changes}))


def _set_quiet(settings: ChatSettings, value: str) -> ChatSettings:
    if value.casefold() in _OFF:
        return _schedule(settings, quiet_from=None, quiet_until=None)
    span = _PERIOD.fullmatch(value)
    if span is None:
        raise UsageError("Quiet hours look like 22:00-08:00, or off.")
    start, end = parse_time(span[1]), parse_time(span[2])
    if start == end:
        raise UsageError("Quiet hours must begin and end at different times.")
    return _schedule(settings, quiet_from=start, quiet_until=end)


def _set_max(settings: ChatSettings, value: str) -> ChatSettings:
    if not value.isdecimal() or not 1 <= int(value) <= MAX_PAPERS:
        raise UsageError("How many papers at most: a number from 1 to {most}.", most=MAX_PAPERS)
    return replace(settings, max_papers=int(value))


def _is_on(value: str) -> bool:
    return _choice(value, dict.fromkeys(_ON, "on") | dict.fromkeys(_OFF, "off")) == "on"


def _set_language(settings: ChatSettings, value: str) -> ChatSettings:
    names = {"zh": "zh", "中文": "zh", "chinese": "zh", "汉语": "zh", "简体中文": "zh"}
    names |= dict.fromkeys(("简体", "簡體", "zh-hans", "zh-cn", "简体字", "簡體中文"), "zh")
    traditional = (
        "繁體中文",
        "繁体中文",
        "繁體",
        "繁体",
        "zh-hant",
        "zh-tw",
        "zh-hk",
        "traditional",
    )
    names |= dict.fromkeys(traditional, "zh-hant")
    names |= {
        "en": "en",
        "英文": "en",
        "english": "en",
        "英语": "en",
        "auto": "auto",
        "自动": "auto",
    }
    chosen = _choice(value, names)
    return replace(settings, language=None if chosen == "auto" else chosen)


_RHYTHMS: _Names = {
    "instant": "instant", "daily": "daily", "weekly": "weekly",
    "即时": "instant", "每天": "daily", "每日": "daily", "每周": "weekly",
}  # fmt: skip
_AMOUNTS: _Names = {
    "fewer": "fewer", "normal": "normal", "more": "more",
    "较少": "fewer", "少": "fewer", "适中": "normal", "正常": "normal", "较多": "more", "多": "more",
}  # fmt: skip
_SCOPES: _Names = {
    "new": "new", "cross": "cross", "all": "all",
    "新论文": "new", "仅新论文": "new", "新": "new", "交叉": "cross", "全部": "all", "替换": "all",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set: its names, and what a value makes of the settings."""

    names: tuple[str, ...]
    apply: Callable[[ChatSettings, str], ChatSettings]


#: What the list of settings calls the cards there, in simplified characters.
_IN_TAIWAN = ("连结卡片", "有人发 arxiv 连结时")

#: Everything that `/settings` knows. The first name is the setting's own; what the list of settings
#: calls it is among the others.
SETTINGS: tuple[Setting, ...] = (
    Setting(("language", "lang", "语言"), _set_language),
    Setting(
        ("zone", "timezone", "time zone", "tz", "时区"),
        lambda s, v: _schedule(s, zone=find_zone(v)),
    ),
    Setting(
        ("time", "push time", "时间", "推送时间"), lambda s, v: _schedule(s, at=parse_time(v))
    ),
    Setting(("days", "day", "日子", "推送日"), lambda s, v: _schedule(s, days=parse_days(v))),
    Setting(
        ("rhythm", "频率", "方式"), lambda s, v: _schedule(s, rhythm=Rhythm(_choice(v, _RHYTHMS)))
    ),
    Setting(("quiet", "quiet hours", "免打扰", "静默"), _set_quiet),
    Setting(("max", "at most", "篇数", "最多"), _set_max),
    Setting(
        ("amount", "数量", "宽松"), lambda s, v: replace(s, amount=Amount(_choice(v, _AMOUNTS)))
    ),
    Setting(
        ("scope", "announcements", "范围"),
        lambda s, v: replace(s, scope=Scope(_choice(v, _SCOPES))),
    ),
    Setting(
        ("empty", "empty days", "空报", "无新论文", "没有新论文时"),
        lambda s, v: replace(s, tell_empty=_is_on(v)),
    ),
    Setting(("mute", "静音"), lambda s, v: replace(s, silent=_is_on(v))),
    Setting(
        ("open", "who may change the topics", "开放", "人人可改", "谁能改订阅"),
        lambda s, v: replace(s, open_to_all=_is_on(v)),
    ),
    Setting(
        ("cards", "for arxiv links", "卡片", "链接卡片", "有人发 arxiv 链接时", *_IN_TAIWAN),
        lambda s, v: replace(s, link_cards=_is_on(v)),
    ),
)

#: The longest name first: “time zone” is not “time”.
_BY_LENGTH = sorted(
    ((name, setting) for setting in SETTINGS for name in setting.names),
    key=lambda pair: -len(pair[0]),
)


def _in_chinese(setting: Setting) -> str:
    return next(name for name in setting.names if not name.isascii())


def read_change(text: str) -> tuple[Setting, str]:
    """Which setting is to have which value, written `name value`.

    Raises:
        UsageError: the name is unknown, or there is no value; the message says what would do.
    """
    typed = " ".join(unicodedata.normalize("NFKC", text).split())
    plain = read_own(typed)
    for known, setting in _BY_LENGTH:
        rest = plain[len(known) :]
        value = rest.lstrip(_BETWEEN)
        if plain[: len(known)].casefold() == known and (value != rest or not rest):
            if not value:
                raise UsageError("What should {name} be? See /settings.", name=known)
            return setting, value
    name = re.split(f"[{_BETWEEN}]", typed, maxsplit=1)[0]
    raise UsageError(
        "There is no setting “{name}”. There are: {names}.",
        name=name[:40],
        names={
            "en": ", ".join(setting.names[0] for setting in SETTINGS),
            "zh": "、".join(f"{_in_chinese(one)}（{one.names[0]}）" for one in SETTINGS),
        },
    )


def change(settings: ChatSettings, text: str) -> ChatSettings:
    """The settings after one change.

    Raises:
        UsageError: the name or the value is unknown; the message says what would do.
    """
    setting, value = read_change(text)
    return setting.apply(settings, value)


def set_amount(tx: Transaction, chat: Chat, text: str) -> None:
    """Choose how much one topic brings, written `NUMBER AMOUNT` with its number in the list.

    Raises:
        UsageError: there is no such number or amount.
    """
    number, _, amount = unicodedata.normalize("NFKC", text).strip().partition(" ")
    subscriptions = tx.subscriptions.list_of(chat.key)
    if not number.isdecimal() or not 1 <= int(number) <= len(subscriptions):
        raise UsageError(
            "“{number}” is not a number in the list of /subscriptions.", number=number[:40]
        )
    chosen = Amount(_choice(read_own(amount.strip()), _AMOUNTS))
    tx.subscriptions.set_amount(chat.key, subscriptions[int(number) - 1].topic.key, chosen)


def settle(tx: Transaction, chat: Chat, text: str, now: datetime) -> Chat:
    """Change one of a chat's settings; its next issue moves with its hour."""
    settings = change(chat.settings, text)
    tx.chats.save_settings(chat.key, settings)
    pending = chat.pending
    if pending is not None and settings.schedule != chat.settings.schedule:
        pending = moved_slot(
            settings.schedule, pending.on, now, last_on=tx.issues.find_last_on(chat.key)
        )
        tx.chats.set_pending(chat.key, pending)
    return replace(chat, settings=settings, pending=pending)
