#!/bin/sh
# Packs the pictures of this folder, lists them and unpacks them again: `make demo`.
set -eu

program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
corpus=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$corpus" "$work/Corpus"
rm -f "$work/Corpus/README.md" "$work/Corpus/demo.sh"
cd "$work"

run() {
  printf '\n$ %s\n' "$*"
  shift
  "$program" "$@"
}

run aezip pack Corpus corpus.aez
run aezip list corpus.aez
run aezip info corpus.aez
run aezip verify corpus.aez
run aezip unpack corpus.aez -C out

before=$(cat "$work"/Corpus/*/* | wc -c)
after=$(wc -c <corpus.aez)
printf '\n%d bytes of files became %d bytes: %d %% saved.\n' \
  "$before" "$after" "$(((before - after) * 100 / before))"
