"""Runs the migrations on the database the service itself uses."""

from logging.config import fileConfig

from alembic import context

from app.database import Base, engine

if context.config.config_file_name:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
