"""Thai dates, digits, text and words, for programs that must never be wrong silently.

Pure: text and values in, text and values out. No clock is read, nothing is fetched; the one file that is
read is the word list, on first use. The rooms: `digits`, `dates`, `text`, `words`.
"""
