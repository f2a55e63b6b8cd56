"""Discord: `client` sends messages, `handlers` answers people, `renderer` makes messages of Messages.

What is heard comes over the gateway, what is said goes over REST, on the connections of the messenger:

| module | what |
|---|---|
| client, api | the messenger; the library's HTTP client without its waits |
| places, posts | channels and what the bot may do there; forums, where an issue is a post |
| refusals | what refusals mean |
| renderer, markup, embeds, components | messages by value: Markdown, embeds, buttons |
| listening, gateway | stays connected; the library's client, with small caches |
| handlers, asked, people, replies | events of people: what is asked, by whom and where; how it is answered in time |
| presence | events of servers: where the bot may write no longer, or again |
| menu, traditional, registration | the commands as Discord shows them |
"""
