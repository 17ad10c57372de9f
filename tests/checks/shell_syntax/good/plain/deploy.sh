#!/usr/bin/env bash
words=(one two)
printf '%s\n' "${words[@]}"
