import os

# bind = "0.0.0.0:9999" was the old one
bind = ["[::]:{}".format(os.environ.get("PORT", 5006))]
