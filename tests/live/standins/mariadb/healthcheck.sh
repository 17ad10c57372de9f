#!/bin/sh
# The official script's --connect and --innodb_initialized: does the server accept a connection over TCP?
mariadb-admin ping --host=127.0.0.1 --protocol=tcp --silent 2>&1 | grep -qE "alive|Access denied" || mariadb-admin ping --host=127.0.0.1 --silent
