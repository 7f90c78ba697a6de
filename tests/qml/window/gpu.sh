#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-only
# gpu.sh PICTURE FIXTURE PNG: the window through OpenGL (here llvmpipe), so that the shaders and the GPU painter run.
set -eu
for tool in xvfb-run xauth; do
    command -v $tool >/dev/null || { echo "SKIP $tool is not installed"; exit 77; }
done
export QT_QPA_PLATFORM=xcb QT_QUICK_BACKEND=rhi QSG_RHI_BACKEND=opengl
unset WAYLAND_DISPLAY
exec xvfb-run -a -s "-screen 0 1600x1000x24" "$1" --packets --check "$2" "$3"
