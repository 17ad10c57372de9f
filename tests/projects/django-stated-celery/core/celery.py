from celery import Celery


def make():
    tasker = Celery("core")
    return tasker


queue = make()
