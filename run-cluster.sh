#!/bin/sh
# Runs the cluster on this machine: ./run-cluster.sh [up|down|status|logs|kill|start|restart|demo] ...   (--help tells more)
set -eu

root=$(cd "$(dirname "$0")" && pwd)
program="$root/artifacts/bin/FromScratch.Launcher/release/fromscratch-launcher"
project="$root/tools/Launcher/FromScratch.Launcher.csproj"

if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET SDK 10 is needed: install it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
fi

changed() {
    [ ! -x "$program" ] || [ -n "$(find "$root/tools/Launcher" "$root/tools/Demo" "$root/src/Routing" "$root/src/Core" \
        "$root"/Directory.* "$root/global.json" -type f -newer "$program" -print 2>/dev/null | head -n 1)" ]
}

if changed; then
    if ! dotnet --list-sdks | grep -q '^10\.'; then
        echo "The .NET SDK 10 is needed (found: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')): install it from" \
            "https://dotnet.microsoft.com/download/dotnet/10.0" >&2
        exit 1
    fi
    if ! output=$(dotnet build "$project" -c Release -v quiet --nologo 2>&1); then
        echo "$output" >&2
        exit 1
    fi
    touch "$program"
fi

# The program looks for the runtime where this dotnet is, which need not be a place that it knows.
if [ -z "${DOTNET_ROOT:-}" ]; then
    dotnet=$(command -v dotnet)
    while [ -L "$dotnet" ]; do
        link=$(readlink "$dotnet")
        case $link in
            /*) dotnet=$link ;;
            *) dotnet=$(dirname "$dotnet")/$link ;;
        esac
    done
    DOTNET_ROOT=$(cd "$(dirname "$dotnet")" && pwd)
    export DOTNET_ROOT
fi

exec "$program" "$@"
