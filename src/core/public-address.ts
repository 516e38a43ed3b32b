// Which addresses lie on the internet: what somebody else names must not lead this server into its own network.
// Ranges: IANA's special-purpose registries (RFC 6890 and its successors).
import { BlockList, isIP } from 'node:net';

/** [network, bits] */
const special4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Of IPv6 only 2000::/3 is the internet; these inside it are not, or lead on to an IPv4 address hidden in them. */
const special6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused4 = new BlockList();
for (const [network, bits] of special4) refused4.addSubnet(network, bits, 'ipv4');
const refused6 = new BlockList();
for (const [network, bits] of special6) refused6.addSubnet(network, bits, 'ipv6');
const internet6 = new BlockList();
internet6.addSubnet('2000::', 3, 'ipv6');
const mapped = new BlockList();
mapped.addSubnet('::ffff:0:0', 96, 'ipv6');

/** @param address an IP address as text; anything else is not public. */
export function isPublicAddress(address: string): boolean {
  // A zone ("fe80::1%eth0") belongs to a link, and a link is not the internet.
  switch (address.includes('%') ? 0 : isIP(address)) {
    case 4:
      return !refused4.check(address, 'ipv4');
    case 6:
      // An IPv4 address in IPv6 clothes is judged as what it is.
      if (mapped.check(address, 'ipv6')) return !refused4.check(address, 'ipv6');
      return internet6.check(address, 'ipv6') && !refused6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The host of a URL names an address of the own network, or this machine; a name of which only DNS knows does not. */
export function namesPrivateHost(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return /^(.+\.)?localhost\.?$/i.test(host);
}
