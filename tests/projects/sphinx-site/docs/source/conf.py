project = "Handbook"
html_theme = "furo"
