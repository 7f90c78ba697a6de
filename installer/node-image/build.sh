#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-only
# Builds the node image from Debian packages and our own programs, as any user, in seconds:
#   build.sh OUTPUT ORRERY_INIT ORRERY_NODE [stage...]     stages: images kernel root; all by default
# Leaves in OUTPUT: vmlinux, initramfs.cpio.gz, root.ext4 (shared read-only by all VMs), seed/ (containerd's store with the images of the
# package, for nodes in namespaces), demo.tar and pause.tar (OCI archives), version (a hash of it all). A stage whose inputs are the same
# as the last time is skipped. Running VMs keep what they have: files are replaced, never rewritten.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 3 ] || { sed -n 3,8p "$0" >&2; exit 2; }
mkdir -p "$1"
output=$(cd "$1" && pwd) init=$2 node=$3
shift 3
stages=${*:-images kernel root}
work=$output/work
mkdir -p "$work"
PATH=$PATH:/usr/sbin:/sbin
export PATH LC_ALL=C
umask 022
begin=$(date +%s%N)

say() { echo "node-image: [$((($(date +%s%N) - begin) / 1000000)) ms] $*"; }
fail() { echo "node-image: $*" >&2; exit 1; }
# changed STAGE RESULT FILE...: true where RESULT is missing, or the files are not what they were when done_ STAGE was last called.
changed() {
    stage=$1 made=$2
    shift 2
    cat "$@" | sha256sum | cut -d' ' -f1 >"$work/$stage.now"
    [ -e "$output/$made" ] || return 0
    ! cmp -s "$work/$stage.now" "$work/$stage.done"
}
done_() { mv "$work/$1.now" "$work/$1.done"; }

busybox=$(command -v busybox || true)
[ -n "$busybox" ] || fail "busybox-static is missing: run installer/bootstrap node-image"

images() {
    changed images seed "$here/build.sh" "$here/ocipack.sh" "$here/demo.c" "$here/pause.c" "$busybox" "$(command -v containerd)" || return 0
    rm -rf "$work/demo" "$work/pause"
    mkdir -p "$work/demo/bin" "$work/demo/tmp" "$work/demo/etc" "$work/pause"
    ${CC:-gcc} -O2 -Wall -Wextra -static -s -pthread -o "$work/demo/demo" "$here/demo.c"
    ${CC:-gcc} -O2 -Wall -Wextra -static -s -o "$work/pause/pause" "$here/pause.c"
    # A shell for lessons.
    cp "$busybox" "$work/demo/bin/busybox"
    chmod 755 "$work/demo/bin/busybox"
    for applet in sh ls cat ps tar wget nc ping env echo sleep true false id hostname ip vi top grep head tail df mount nslookup; do
        ln -s busybox "$work/demo/bin/$applet"
    done
    chmod 1777 "$work/demo/tmp"
    echo 'root:x:0:0:root:/:/bin/sh' >"$work/demo/etc/passwd"
    sh "$here/ocipack.sh" "$output/demo.tar" registry.local/demo:1 "$work/demo" \
        '{"Entrypoint":["/demo"],"Env":["PATH=/bin"],"ExposedPorts":{"8080/tcp":{}},"WorkingDir":"/"}'
    sh "$here/ocipack.sh" "$output/pause.tar" registry.local/pause:1 "$work/pause" '{"Entrypoint":["/pause"],"WorkingDir":"/"}'
    seed
    done_ images
    say "images $(du -sk "$output/seed" | cut -f1) KiB"
}

# containerd itself writes the store, but unpacks nothing: that needs neither root nor namespaces. A node unpacks at the first pod.
seed() {
    store=$work/store
    state=$(mktemp -d) # a short path: sockets have a limit
    rm -rf "$store" "$output/seed.new"
    mkdir -p "$store"
    cat >"$state/config.toml" <<X
version = 2
root = "$store"
state = "$state"
required_plugins = ["io.containerd.content.v1.content", "io.containerd.metadata.v1.bolt"]
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.overlayfs", "io.containerd.internal.v1.opt", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.restart", "io.containerd.runtime.v1.linux"]
[grpc]
  address = "$state/containerd.sock"
  uid = $(id -u)
  gid = $(id -g)
[ttrpc]
  address = "$state/ttrpc.sock"
  uid = $(id -u)
  gid = $(id -g)
X
    containerd --config "$state/config.toml" >"$work/containerd.log" 2>&1 &
    daemon=$!
    tries=0
    until ctr --address "$state/containerd.sock" version >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ $tries -gt 200 ] || ! kill -0 $daemon 2>/dev/null; then
            kill $daemon 2>/dev/null || true
            cat "$work/containerd.log" >&2
            fail "containerd did not start"
        fi
        sleep 0.05
    done
    imported=0
    for image in pause demo; do
        ctr --address "$state/containerd.sock" -n k8s.io images import --no-unpack "$output/$image.tar" >/dev/null || imported=1
    done
    kill $daemon
    wait $daemon || true
    rm -rf "$state"
    [ $imported = 0 ] || fail "importing the images failed, see $work/containerd.log"
    mkdir "$output/seed.new"
    mv "$store/io.containerd.content.v1.content" "$store/io.containerd.metadata.v1.bolt" "$output/seed.new/"
    rm -rf "$output/seed.new/io.containerd.content.v1.content/ingest" "$store"
    chmod -R a+rX,u+w "$output/seed.new"
    rm -rf "$output/seed"
    mv "$output/seed.new" "$output/seed"
}

# The newest cloud kernel of the distribution, extracted and not installed. Without a network, the one of the last time.
fetchKernel() {
    package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -1)
    if [ -n "$package" ] && [ ! -e "$work/kernel/$package" ]; then
        rm -rf "$work/kernel.new"
        mkdir -p "$work/kernel.new"
        if (cd "$work/kernel.new" && apt-get -q -o APT::Sandbox::User=root download "$package" >"$work/apt.log" 2>&1); then
            dpkg-deb -x "$work/kernel.new"/*.deb "$work/kernel.new"
            rm -f "$work/kernel.new"/*.deb
            # Debian's own usr-merge: newer packages carry usr/lib/modules
            [ -d "$work/kernel.new/lib/modules" ] || { mkdir -p "$work/kernel.new/lib" && ln -s ../usr/lib/modules "$work/kernel.new/lib/modules"; }
            touch "$work/kernel.new/$package"
            rm -rf "$work/kernel"
            mv "$work/kernel.new" "$work/kernel"
            say "kernel package $package"
        fi
    fi
    [ -d "$work/kernel/lib/modules" ] || { cat "$work/apt.log" >&2 || true; fail "no kernel: apt-get download ${package:-linux-image-cloud-amd64} failed (is the package index there? apt-get update)"; }
    version=$(cd "$work/kernel/lib/modules" && echo *)
}

# A bzImage holds the ELF kernel compressed; QEMU starts the ELF itself (PVH) sooner than it unpacks one under emulation.
extractKernel() { # extractKernel BZIMAGE OUT
    for try in '\002\041\114\030 lz4 -dc' '\050\265\057\375 zstd -dcq' '\3757zXZ\000 xz -dc' '\037\213\010 gzip -dc'; do
        magic=$(printf "${try%% *}")
        for offset in $(grep -obUaF -m1 "$(printf "${try%% *}" | tr '\0' '\n')" "$1" 2>/dev/null | cut -d: -f1 | head -3); do
            tail -c +$((offset + 1)) "$1" | ${try#* } >"$2" 2>/dev/null || true
            [ "$(head -c4 "$2" | tail -c3)" = ELF ] && return 0
        done
    done
    unset magic
    cp "$1" "$2" # slower, but it starts
}

modulesOf() { # the modules of the list's part $1, in load order with what they need
    awk -v part="$1" '/^(#|$)/ { next } $1 == "root" { later = 1; next } (part == "initramfs") == !later' "$here/modules.list" |
        while read -r module; do
            modprobe -d "$work/kernel" -S "$version" --show-depends "$module" 2>/dev/null || true
        done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

takeModule() { # takeModule FROM TO: uncompressed and without debug information
    case $1 in
    *.xz) xz -dc "$1" >"$2" ;;
    *.zst) zstd -dcq "$1" >"$2" ;;
    *) cp "$1" "$2" ;;
    esac
    strip -g "$2"
}

kernel() {
    fetchKernel
    changed kernel initramfs.cpio.gz "$here/build.sh" "$here/modules.list" "$init" "$work/kernel/lib/modules/$version/modules.builtin" || return 0
    [ -e "$work/kernel/lib/modules/$version/modules.dep" ] || depmod -b "$work/kernel" "$version"
    extractKernel "$work/kernel/boot/vmlinuz-$version" "$output/vmlinux.new"
    mv "$output/vmlinux.new" "$output/vmlinux"
    say "kernel $version"

    tree=$work/initramfs
    rm -rf "$tree"
    mkdir -p "$tree/modules" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/root"
    cp "$init" "$tree/init"
    chmod 755 "$tree/init"
    : >"$tree/modules/order"
    for module in $(modulesOf initramfs); do
        name=$(basename "$module" | sed 's/\.ko.*$/.ko/')
        takeModule "$module" "$tree/modules/$name"
        echo "$name" >>"$tree/modules/order"
    done
    find "$tree" -exec touch -h -d @0 {} +
    # A little compression pays for itself in the firmware's copying; more would cost the guest's emulated core.
    (cd "$tree" && find . | sort | "$busybox" cpio -o -H newc -R 0:0 2>/dev/null) | gzip -n -6 >"$output/initramfs.cpio.gz.new"
    mv "$output/initramfs.cpio.gz.new" "$output/initramfs.cpio.gz"
    done_ kernel
    say "initramfs $(wc -c <"$output/initramfs.cpio.gz") bytes"
}

libraries() { # what the dynamic linker would load for these programs
    for program; do
        ldd "$program" 2>/dev/null || true
    done | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }' | sort -u
}

put() { # put FILE [TARGET]: into the tree, links followed, under its usr-merged path
    target=${2:-$1}
    case $target in /lib/* | /lib64/* | /bin/* | /sbin/*) target=/usr$target ;; esac
    mkdir -p "$tree$(dirname "$target")"
    cp -L "$1" "$tree$target"
}

root() {
    [ -n "${version:-}" ] || fetchKernel
    plugins=$(qtpaths6 --query QT_INSTALL_PLUGINS 2>/dev/null || qmake6 -query QT_INSTALL_PLUGINS 2>/dev/null || echo /usr/lib/x86_64-linux-gnu/qt6/plugins)
    tls=$plugins/tls/libqopensslbackend.so
    cni=/usr/lib/cni
    set -- "$(command -v containerd)" "$(command -v containerd-shim-runc-v2)" "$(command -v crun)" $cni/bridge $cni/host-local $cni/loopback
    for file; do [ -r "$file" ] || fail "$file is missing: run installer/bootstrap node-image"; done
    changed root root.ext4 "$here/build.sh" "$here/modules.list" "$node" "$busybox" "$tls" "$@" $(libraries "$node" "$tls" "$@") "$work/images.done" \
        "$work/kernel/lib/modules/$version/modules.builtin" || return 0

    tree=$work/root
    rm -rf "$tree"
    for directory in usr/bin usr/sbin usr/lib usr/lib64 usr/share/orrery etc/ssl/certs dev proc sys run tmp var root mnt opt; do
        mkdir -p "$tree/$directory"
    done
    for directory in bin sbin lib lib64; do ln -s "usr/$directory" "$tree/$directory"; done
    for file; do put "$file"; done
    put "$node" /usr/bin/orrery-node
    put "$tls"
    put "$busybox" /usr/bin/busybox
    for library in $(libraries "$node" "$tls" "$@"); do put "$library"; done
    strip -s "$tree/usr/bin/orrery-node"
    chmod 755 "$tree/usr/bin"/*
    for applet in sh ls cat ps ip mount umount dmesg free top df vi grep head tail sleep kill wget nc ping poweroff; do ln -s busybox "$tree/usr/bin/$applet"; done
    ln -s ../bin/busybox "$tree/usr/sbin/modprobe" # for what the kernel asks for on its own
    cp -R "$output/seed" "$tree/usr/share/orrery/seed"
    [ ! -r /etc/ssl/certs/ca-certificates.crt ] || cp /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"

    modules=$tree/usr/lib/modules/$version
    mkdir -p "$modules" "$tree/usr/lib/orrery"
    ln -s "../modules/$version" "$tree/usr/lib/orrery/modules"
    for module in $(modulesOf initramfs) $(modulesOf root); do
        name=${module#"$work/kernel/lib/modules/$version/"}
        name=${name%.ko*}.ko
        mkdir -p "$modules/$(dirname "$name")"
        [ -e "$modules/$name" ] || takeModule "$module" "$modules/$name"
    done
    for module in $(modulesOf root); do
        name=${module#"$work/kernel/lib/modules/$version/"}
        echo "${name%.ko*}.ko"
    done >"$modules/order"
    cp "$work/kernel/lib/modules/$version/modules.order" "$work/kernel/lib/modules/$version/modules.builtin" \
        "$work/kernel/lib/modules/$version/modules.builtin.modinfo" "$modules/"
    depmod -b "$tree/usr" "$version" 2>/dev/null || depmod -b "$tree" "$version"

    echo 'root:x:0:0:root:/root:/bin/sh' >"$tree/etc/passwd"
    printf 'root:x:0:\ntty:x:5:\n' >"$tree/etc/group"
    for file in hosts hostname resolv.conf machine-id; do ln -s "/run/orrery/$file" "$tree/etc/$file"; done
    printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$tree/etc/nsswitch.conf"
    printf 'PRETTY_NAME="Orrery node"\nNAME="Orrery node"\nID=orrery\nVERSION_ID="%s"\n' "$version" >"$tree/etc/os-release"

    # Read-only, so without a journal; under fakeroot everything belongs to root whoever builds.
    size=$(($(du -sk --apparent-size "$tree" | cut -f1) * 21 / 20 + 4096))
    inodes=$(($(find "$tree" | wc -l) + 200))
    rm -f "$output/root.ext4.new"
    fakeroot mke2fs -q -t ext4 -O ^has_journal,^resize_inode -m 0 -N $inodes -b 4096 -U 5f9d3f0e-0c7b-4e3b-9d56-6f7272657279 \
        -E root_owner=0:0,nodiscard -d "$tree" "$output/root.ext4.new" "${size}k"
    mv "$output/root.ext4.new" "$output/root.ext4"
    rm -rf "$tree"
    done_ root
    say "root $((size / 1024)) MiB"
}

for stage in $stages; do
    case $stage in
    images | kernel | root) $stage ;;
    *) fail "no such stage: $stage" ;;
    esac
done
cat "$work"/*.done | sha256sum | cut -c1-16 >"$output/version"
say "ready in $output, version $(cat "$output/version")"
