"""Pictures of what the bot says, for the READMEs: `python -m tests.screenshots FOLDER`.

`scenes` holds a morning's conversation in one chat, rendered by the platform's own renderer;
`telegram` and `discord` draw the payloads as HTML, as the clients show them; headless Chromium
takes the picture. What is drawn is what would be sent, letter for letter.
"""
