# SPDX-License-Identifier: GPL-3.0-only
# Sourced by the scripts that say what kubectl must answer: the server (see server.sh), and the words to say it with.
# KUBECTL: another kubectl than the one in PATH. Afterwards: $count, $failures.
kubectl=${KUBECTL:-$(command -v kubectl)}
[ -n "$kubectl" ] || { echo "SKIP no kubectl"; exit 77; }
# The words are those of kubectl 1.32; before 1.27 it says much of it otherwise, and lacks some commands. $oldest: a script that knows better.
minor=$("$kubectl" version --client -o json 2>/dev/null | sed -n 's/.*"minor": *"\([0-9]*\).*/\1/p' | head -n 1)
[ "${minor:-0}" -ge "${oldest:=27}" ] || { echo "SKIP kubectl is 1.${minor:-?}, older than 1.$oldest"; exit 77; }
. "$(dirname "${BASH_SOURCE[0]}")/server.sh"
cd "$work" || exit 1
count=0 failures=0

k() { timeout 60 "$kubectl" "$@"; }
failed() { failures=$((failures + 1)); printf 'FAILED: kubectl %s\n  wanted: %s\n  got:    %s\n' "$1" "$2" "$3"; }
# is TEXT ARGS...: kubectl succeeds and prints exactly TEXT
is() { local want=$1 got; shift; count=$((count + 1)); got=$(k "$@" 2>&1) && [ "$got" = "$want" ] || failed "$*" "$want" "$got"; }
# has TEXT ARGS...: kubectl succeeds and prints TEXT somewhere
has() { local want=$1 got; shift; count=$((count + 1)); got=$(k "$@" 2>&1) && [[ $got == *"$want"* ]] || failed "$*" "*$want*" "$got"; }
# refused TEXT ARGS...: kubectl fails and prints TEXT somewhere
refused() { local want=$1 got; shift; count=$((count + 1)); got=$(k "$@" 2>&1) && failed "$*" "a failure" "$got" && return; [[ $got == *"$want"* ]] || failed "$*" "*$want*" "$got"; }
# rows: a table's cells, one space apart; an age at a line's end is AGE
rows() { local want=$1 got; shift; count=$((count + 1)); got=$(k "$@" 2>&1 | sed -E 's/ +/ /g; s/ $//; s/ [0-9]+s$/ AGE/'); [ "$got" = "$want" ] || failed "$*" "$want" "$got"; }
# soon TEXT ARGS...: as is(), once the cluster has come so far
soon() { local want=$1 got; shift; count=$((count + 1)); for _ in $(seq 100); do got=$(k "$@" 2>&1) && [ "$got" = "$want" ] && return; sleep 0.1; done; failed "$*" "$want" "$got"; }
