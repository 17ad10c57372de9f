"""What the service is told by its environment."""

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    log_level: str = "info"


settings = Settings()
