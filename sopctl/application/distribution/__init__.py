"""Distribution: announcements, controlled prints and their counts, who has read what."""
