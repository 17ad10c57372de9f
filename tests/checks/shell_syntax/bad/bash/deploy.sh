#!/bin/bash
words=(one two
