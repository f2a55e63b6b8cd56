"""arXiv: what each category announced, completely, and never taken for nothing.

The listing page is the truth for ids and counts, the API gives the metadata, RSS stands in for
either and is compared with both; OAI-PMH tells what became of papers later. `batches` brings one
batch in, `announcements` decides which are due, `services` knows the four services' addresses.
"""
