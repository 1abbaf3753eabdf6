#!/bin/sh
# Starts the gateway. GATEWAY_TRUSTED_PROXIES: addresses or networks (blanks between them) of those
# who end TLS in front of it; what anybody else says about X-Forwarded-For does not count.
set -eu
for address in ${GATEWAY_TRUSTED_PROXIES:-}; do
  case $address in
    *[!0-9A-Fa-f.:/]*)
      echo "GATEWAY_TRUSTED_PROXIES: $address ist keine Adresse, zum Beispiel 192.0.2.10 oder 172.18.0.0/16" >&2
      exit 2 ;;
  esac
  echo "set_real_ip_from $address;"
done > "${TRUSTED_PROXIES_FILE:-/tmp/trusted_proxies.conf}"
exec nginx -g "daemon off;" "$@"
