# shellcheck shell=sh
# What the bootstrap scripts share. Sourced.

# All files looked at lie below this: empty, but in tests.
root=${CAISSON_BOOTSTRAP_ROOT-}

say() { echo "$1" >&2; }

# $1: the message, $2: the exit status (3: the machine is not as needed and was left as it was).
fail() {
    say "$1"
    exit "${2:-3}"
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" = 0 ]; }

# The family of this distribution: debian, fedora, arch, suse, alpine, or other.
family() {
    [ -r "$root/etc/os-release" ] || {
        echo other
        return
    }
    # A subshell: the file sets names of its own.
    (
        ID=other ID_LIKE=
        # shellcheck source=/dev/null
        . "$root/etc/os-release"
        for id in $ID $ID_LIKE; do
            case $id in
            debian | ubuntu) echo debian && exit ;;
            fedora | rhel | centos) echo fedora && exit ;;
            arch | alpine) echo "$id" && exit ;;
            suse | opensuse*) echo suse && exit ;;
            esac
        done
        echo other
    )
}

# The command that installs "$@" here, as it would be typed.
install_command() {
    is_root && sudo='' || sudo='sudo '
    case $(family) in
    debian) echo "${sudo}apt-get update && ${sudo}apt-get install --yes --no-install-recommends $*" ;;
    fedora) echo "${sudo}dnf install -y $*" ;;
    arch) echo "${sudo}pacman -S --needed $*" ;;
    suse) echo "${sudo}zypper install -y $*" ;;
    alpine) echo "${sudo}apk add $*" ;;
    *) echo "(your distribution's way to install) $*" ;;
    esac
}

# Ends with what to type by hand unless this may and can install. $1: what is missing, the rest: its packages here.
require_installer() {
    missing=$1
    shift
    [ "${BOOTSTRAP:-yes}" != no ] ||
        fail "$missing is missing, and BOOTSTRAP=no forbids installing it. By hand:
  $(install_command "$@")"
    [ "$(family)" = debian ] ||
        fail "$missing is missing, and Caisson installs by itself on Debian and Ubuntu only. Here:
  $(install_command "$@")"
    is_root ||
        fail "$missing is missing, and installing it needs root:
  $(install_command "$@")"
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    apt-get update -qq >&2 || fail "apt-get update failed: see its message above" 1
    apt-get install --yes --no-install-recommends -qq "$@" >&2 ||
        fail "apt-get install failed: see its message above" 1
}
