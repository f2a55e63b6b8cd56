"""An arXiv and a Hugging Face to test against: a month of announcements of invented papers.

`world` invents the papers and says what was announced when; `listing`, `api`, `feeds`, `oai` and
`huggingface` show it as the real services do, at the time of a clock that the test turns; `quirks`
are what goes wrong there; `server` is all of them on loopback, with a journal of what was asked.
"""
