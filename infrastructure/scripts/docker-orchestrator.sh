#!/bin/sh
# The verbs of the old orchestrator, for those who know them; each is one of Caisson's. `make` lists all there are.
set -eu
cd "$(dirname -- "$0")/../.."

usage() {
    cat >&2 <<'EOF'
usage: docker-orchestrator.sh <verb> [--proxy] [--monitoring] [--aws]
  backend-only | pwa-only | full-stack   start that mode
  stop                                   remove its containers and networks; data stays
  clean                                  that, and the build state
  status                                 what runs, how it is and where it answers
  logs [SERVICE]                         the logs of all services, or of one
EOF
    exit 2
}
wrong() {
    echo "docker-orchestrator.sh: $1" >&2
    usage
}

verb='' service=''
set -- "$@" --
while [ "$1" != -- ]; do
    case $1 in
    --proxy | --aws) set -- "$@" --profile "${1#--}" ;;
    --monitoring) echo "--monitoring adds nothing yet: no service has that profile" >&2 ;;
    -h | --help) usage ;;
    -*) wrong "unknown option $1" ;;
    *)
        if [ -z "$verb" ]; then
            verb=$1
        elif [ "$verb" = logs ] && [ -z "$service" ]; then
            service=$1
        else
            wrong "$1 is one word too many"
        fi
        ;;
    esac
    shift
done
shift # what is left are the profiles

case $verb in
backend-only | pwa-only | full-stack)
    make phase1-setup
    cmake --build --preset dev --target caisson
    exec build/harness/src/cli/caisson --mode "$verb" "$@" up
    ;;
stop | clean | status | logs)
    [ $# = 0 ] || wrong "$verb takes no profile: it is about what runs"
    case $verb in
    stop) exec make stop-all ;;
    logs) exec make logs ${service:+"SERVICE=$service"} ;;
    *) exec make "$verb" ;;
    esac
    ;;
'') wrong "the verb is missing" ;;
*) wrong "unknown verb $verb" ;;
esac
