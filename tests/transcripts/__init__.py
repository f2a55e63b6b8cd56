"""Conversations as their readers see them, in files that tests compare with.

`discord.zh.txt` and its like are written by `python -m tests.transcripts.discord`, those of Telegram
by `python -m tests.transcripts.telegram`; a change in them is a change in what users see, and is
read as such.

    3 ─ alice in #papers presses [For this group]       what somebody does

        (in place)                                      how it is answered: in place of the message
        Subscribed: medical imaging                     that the button stands on, or (for alice
        [Unsubscribe]                                   alone), (pushed to #papers) …

Text stands as it is shown, without markup. A line at its left marks what the platform frames.
"""
