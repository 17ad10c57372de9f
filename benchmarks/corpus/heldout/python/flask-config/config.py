class Base:
    SESSION_COOKIE_SECURE = True
    SQLALCHEMY_TRACK_MODIFICATIONS = False


class Production(Base):
    SECRET_KEY = "b2f1c0d9-shop-sessions"
    SQLALCHEMY_POOL_SIZE = 20
