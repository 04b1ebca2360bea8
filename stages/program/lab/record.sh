#!/bin/sh
# record.sh FILE COMMAND...: runs the command and saves it in FILE, one word per line. `mrcnn lab` compiles
# and links a student's function with the same words.
file=$1
shift
mkdir -p "${file%/*}"
printf '%s\n' "$@" >"$file"
exec "$@"
