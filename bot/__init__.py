"""chenbao · 论文晨报: the morning paper for a group chat.

The program on one screen; imports point downwards only (import-linter holds it):

    __main__, cli/   the command line
    app.py           builds every part; alone sees bot, adapters and storage
    sources/         where documents come from          SOURCES
    adapters/        platforms: client, handlers, renderer
    storage/         tables, migrations, queries, search
    commands/        what users can ask                 COMMANDS
    services/        use cases, one module per verb, one transaction each
    views/           domain objects -> Message: every sentence the bot says
    learning/        parallel papers -> what matching knows beyond the lexicon
    matching/        topics -> papers: text, query, lexicon, matcher
    parsers/         bytes -> entries                   FORMATS
    ports/           what the core needs from outside: Store, Messenger, Clock
    domain/          frozen data and rules
    errors.py        every exception raised on purpose

A paper's way: a source gives bytes; a parser makes them a document of entries; `ingest` merges each
entry into its paper; `match_new` finds the topics of papers whose text is new; when a chat's slot has
come, `plan` writes an issue with its deliveries; `deliver` renders them and sends them.

Words, one for each concept, in code, tables, logs and help alike:

    paper         a work, all its versions; `arxiv_id` without version is its key once known
    announcement  paper P, version V, announced on date D as new, cross, replace or replace-cross
    document      one file or page of somebody's published digest; holds entries
    entry         one paper's place in a document, or in an issue
    reading       what somebody wrote about a paper, in one language, with its source and licence
    damage        what is wrong with a text: cut, failed, prefix, untranslated, no_id
    topic         what a chat wants: a name and a query
    match         (paper, topic, score, reason)
    chat          one place that receives messages: (platform, chat id, thread id)
    subscription  chat + topic + options
    schedule      instant, daily or weekly; local time, zone, days, quiet hours
    slot          a local date on which an issue is due
    mailing       what arXiv announces on one evening; batch: that of one category, with its counts
    issue         one dated edition for one chat: its entries
    change        what is different in a paper since a chat was given it or saved it
    opinion       what a chat thinks of a paper: 👍 or 👎
    delivery      one part of an issue, or one instant push, to one chat, with a state
    outbox        the deliveries not yet sent
    receipt       what an issue says of its own completeness
    message, card what the bot says, platform-neutral; one paper in it
    renderer      message -> a platform's payloads
    messenger     the port that sends them
    permanent     will never work; transient: may work later

Functions begin with a verb: `parse_`, `fetch_`, `find_` (may be None), `get_` (raises), `list_`,
`add_`, `render_`. Times end in `_at` (aware UTC), dates in `_on`.
"""
