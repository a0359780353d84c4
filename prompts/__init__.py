"""The instructions given to a language model, one text file each."""
