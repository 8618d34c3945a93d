#!/bin/sh
# The whole picture: a provider, an API behind nginx and Gatehouse, and a console to try it with; see docs/guide/portal.md.
#
#     Scripts/portal.sh           runs until Ctrl-C; PORT (8080) is the console's, everything else takes a free one.
#                                 With ONCE=1, a real browser goes through the flows, and it ends by itself;
#                                 its screenshots come into SCREENSHOTS, or else into .build/portal/screenshots.
#     Scripts/portal.sh provider CONSOLE
#                                 runs the provider alone until Ctrl-C, at port 4593, for a console at the origin CONSOLE,
#                                 such as http://localhost:8000.
#     Scripts/portal.sh flows     goes through the flows without a browser; for `make test`, which builds before.
set -eu
cd "$(dirname "$0")/.."

mode=${1:-${ONCE:+once}}
provider="dbconfig-no-thanks glewlwyd python3 python3-venv"
case $mode in
flows)
    # shellcheck disable=SC2086 # a list
    Scripts/install-dependencies.sh $provider
    exec python3 Scripts/portal/main.py flows
    ;;
provider)
    case ${2:-} in
    http://?* | https://?*) ;;
    *)
        echo "error: the console's origin is \"${2:-}\", accepted is one like http://localhost:8000" >&2
        exit 1
        ;;
    esac
    # shellcheck disable=SC2086 # a list
    Scripts/install-dependencies.sh $provider
    exec python3 Scripts/portal/main.py provider "${2%/}"
    ;;
once) browser="chromium chromium-driver pngquant" ;;
*) browser="" ;;
esac

# shellcheck disable=SC2086 # lists
Scripts/install-dependencies.sh $provider $browser
echo "Building (the first time takes some minutes) ..."
Scripts/build.sh
nginx/swagger-ui.sh .build/portal/swagger-ui

python=python3
if [ "$mode" = once ]; then
    python=.build/portal/venv/bin/python
    if ! "$python" -c "import selenium" 2>/dev/null; then
        python3 -m venv .build/portal/venv
        .build/portal/venv/bin/pip --quiet --disable-pip-version-check install selenium==4.51.0
    fi
fi
exec "$python" Scripts/portal/main.py ${mode:+"$mode"}
