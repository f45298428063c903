"""Who may reach a port: addresses of this machine and no others, unless a setting says so."""

import ipaddress


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address means this machine only. Unknown names and wildcards do not."""
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or (mapped is not None and mapped.is_loopback)
