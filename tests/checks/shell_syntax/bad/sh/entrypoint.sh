#!/bin/sh
if true; then
  exec "$@"
