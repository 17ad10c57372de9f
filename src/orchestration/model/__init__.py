"""The nouns of the road. This package imports nothing else of ours."""
