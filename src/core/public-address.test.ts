import { expect, test } from 'vitest';
import { isPublicAddress, namesPrivateHost } from './public-address.ts';

test.each([
  ...[
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
  ],
  ...[
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12::1',
  ],
  ...['ff02::1', '::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:169.254.169.254', '64:ff9b::7f00:1', '::7f00:1'],
  ...['2002:7f00:1::', '2001::1', '2001:db8::1', 'fec0::1', 'localhost', ''],
])('%s is not on the internet', (address) => expect(isPublicAddress(address)).toBe(false));

test.each(['1.1.1.1', '172.32.0.1', '193.0.0.1', '::ffff:1.1.1.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s is',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  'http://127.1/',
  'http://0x7f000001/',
  'http://[::ffff:127.0.0.1]/',
  'http://localhost/',
  'http://a.LOCALHOST./',
])('the host of %s is private however it is written', (url) =>
  expect(namesPrivateHost(new URL(url))).toBe(true),
);

test('a name is for DNS to know', () => {
  expect(namesPrivateHost(new URL('https://hooks.example/x'))).toBe(false);
});
