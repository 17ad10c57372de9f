from celery import Celery

app = Celery("shop")
app.conf.beat_schedule = {}
