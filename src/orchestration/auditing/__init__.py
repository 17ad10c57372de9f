"""Source code → weaknesses: where a value enters, how it travels and where it does harm. Nothing of the code is run."""
