import apprise
