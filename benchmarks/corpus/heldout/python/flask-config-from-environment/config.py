import os


class Base:
    SESSION_COOKIE_SECURE = True
    SQLALCHEMY_TRACK_MODIFICATIONS = False


class Production(Base):
    SECRET_KEY = os.environ["SECRET_KEY"]
    SQLALCHEMY_POOL_SIZE = 20
