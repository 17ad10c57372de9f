"""What a language model is asked and what of its answer holds; nothing here is loaded where there is no key."""
