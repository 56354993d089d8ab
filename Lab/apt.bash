# Where the lab's Debian packages come from: sourced by build-root and build-kernel.
#
# Nothing here names a server: the machine's own apt configuration does.

# shellcheck disable=SC2034 # for those who source this
lab_suite=trixie

# The base address of a Debian mirror that this machine already uses. TESSERA_LAB_MIRROR overrides it, for a machine
# whose own apt does not point at Debian.
lab_mirror() {
    local codename mirror
    if [[ -n ${TESSERA_LAB_MIRROR:-} ]]; then
        printf '%s\n' "$TESSERA_LAB_MIRROR"
        return
    fi
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # shellcheck disable=SC2016 # apt's variables, not ours
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v codename="$codename" '
            $3 == "main" && ($2 == "trixie" || $2 == "stable" || $2 == codename) && !site { site = $1 }
            END { print site }')
    if [[ -z $mirror ]]; then
        echo "lab: this machine's apt configuration names no Debian mirror; set TESSERA_LAB_MIRROR" >&2
        return 1
    fi
    printf '%s\n' "$mirror"
}

# The key ring that signs Debian's archive, by whichever name this release of Debian gives it.
lab_keyring() {
    local file
    for file in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        if [[ -e $file ]]; then
            printf '%s\n' "$file"
            return
        fi
    done
    echo "lab: no Debian archive key ring; run Scripts/install-tools lab" >&2
    return 1
}

# Source lines for the named suites, one a line.
lab_sources() {
    local mirror keyring suite
    mirror=$(lab_mirror)
    keyring=$(lab_keyring)
    for suite in "$@"; do
        printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite"
    done
}

# Options of mmdebstrap that every one of our Debians shares, one a line: how this machine reaches its mirror, and no
# documentation.
lab_mmdebstrap_options() {
    printf '%s\n' --quiet --variant=minbase --architectures=amd64 \
        '--aptopt=Acquire::Languages "none"' \
        '--dpkgopt=path-exclude=/usr/share/doc/*' \
        '--dpkgopt=path-exclude=/usr/share/man/*' \
        '--dpkgopt=path-exclude=/usr/share/locale/*' \
        '--dpkgopt=path-exclude=/usr/share/info/*'
    apt-config dump | sed -n -E \
        's/^(Acquire::(https?::([^ ]*::)?Proxy|Check-Valid-Until|Check-Date|Retries) .*);$/--aptopt=\1/p'
}
