"""Everything the bot says: domain objects become a `Message`, in the reader's language.

Views are pure. They hold plain text and no markup (a platform's renderer escapes), decide nothing,
and take `now` or `today` as an argument. English sentences stand in the code, where they are said;
the Chinese ones in `bot/locales/zh_CN`.

    texts      one language: its sentences, plurals, dates
    tex        TeX to Unicode; outside text made clean
    readings   which of the things said about a paper is shown
    timing     when the next push comes, in words
    papers     /paper, /search
    issue      the push, /digest, /today
    subscribe  /subscribe
    subscriptions  /unsubscribe, /subscriptions
    topics     /topics
    why        /why
    settings   /settings, /pause, /resume, /export, /deleteme
    help       /start, /help, how a command is used
    errors     what cannot be done, and why
"""
