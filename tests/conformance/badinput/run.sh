#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-only
command -v python3 >/dev/null || { echo "SKIP no python3"; exit 77; }
command -v openssl >/dev/null || { echo "SKIP no openssl"; exit 77; }
. "$(dirname "$0")/../server.sh"
python3 "$(dirname "$0")/badinput.py" "$KUBECONFIG" "$work"
code=$?
kill -0 "$server_pid" || { echo "the server died"; code=1; }
stop_server || { echo "the server did not end well"; code=1; }
exit $code
