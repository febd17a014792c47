"""What differs between texts: matching, words and lines, and since when each line stands."""
