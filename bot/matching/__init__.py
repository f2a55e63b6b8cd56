"""Which papers are about which topics: text, the query language, the lexicon, the matcher. Pure.

text            one form in which everything is compared; `tokens` for full-text search
taxonomy        arXiv's archives and categories
query           what a person types -> Query, and the key that makes two spellings one topic
lexicon         the names of a topic in both languages, and what else speaks of it
lexicon_file    topics.yaml as it is read, every rule of the file checked
stored          topics.bin: what it says, to be there at once
learned         what was learned from parallel papers: term table, acronyms, space of meanings
phrases         phrases and sentences, taken apart into what they name
kinds           kinds of papers that people ask for or leave out: surveys
needles         the strings that speak of what the lexicon does not know
expansion       Query + lexicon -> what to look for
index           all the strings that are looked for, in one automaton
postings        who wants each of the strings
curated         what speaks of the topics of the lexicon; finder.bin: that, to be there at once
compiled        the command that makes both files
shelves         rows of numbers in flat columns, and those of many keys at once
shelved         the postings in such columns
sightings       where the strings stand in the texts of a paper
apart           those that do not count everywhere, or in every spelling
labels          what speaks for a topic without a text: categories, authors, digests
finder          what is looked for, in a paper
weighing        how surely a paper speaks of all that was found in it
found           the evidence in one paper
roles           whether an abstract names something as what it is about, or in passing
meanings        how near a paper is in meaning to what was found in it
encoder         a sentence encoder, where chenbao[semantic] is installed
semantic        how near a paper is to words, in the eyes of the encoder
likeness        what that says of what was found in a paper and is no topic of the lexicon
thesaurus       known names for Chinese words of which nothing is known
scoring         evidence -> score; every weight and threshold
hung            a topic as it is matched
hooks           the topics by the rarest thing that each needs
evidence        what goes into the matcher and what comes out
matcher         the topics of all chats against one paper, and why
spelling        names that may have been meant where something like them was typed
understanding   what a query was understood as, as data for the answer to /subscribe
hints           a cheap question, asked of the search index before a paper is matched
batch           the same from JSON lines to JSON lines, without a database
"""
