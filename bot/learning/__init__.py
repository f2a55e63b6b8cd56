"""From parallel papers to a Chinese–English term table and a space of meanings: `chenbao learn`.

corpus      parallel papers as they come, and as pieces of text
topics      which topics of the lexicon a paper is about, and which it only mentions
stream      the pieces of all papers as one long line of numbers
mining      frequent sequences in such a line
english     the terms of the English texts
chinese     the terms of the Chinese texts
counted     which paper has which term, how often
table       Chinese term -> English terms, by an anchor
acronyms    long form (ACRONYM)
space       papers and terms of both languages in one vector space
centres     where in that space each topic of the lexicon lies
review      what people found wrong in the table, applied
learn       all of it, in order, with a report
"""
