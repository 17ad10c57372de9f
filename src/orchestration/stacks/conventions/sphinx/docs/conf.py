project = "My Docs"
extensions = []
html_theme = "alabaster"
