import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { warnOfProxy } from '../../server/http/proxy-warning.ts';
import { logTo } from '../../server/platform/log.ts';
import fc from 'fast-check';
import { networkOfText } from '../../server/platform/network.ts';
import { assert, suite } from '../support/suite.ts';
import { Site } from './site.ts';

const test = suite('networks');

// [H147] A network is an IPv4 address or the first half of an IPv6 one, however a proxy writes it:
// with a port, in brackets, in quotes.
test('[H147] an address is the same network however a proxy writes it', () => {
  const forms = [
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:61000', '192.0.2.7'],
    [' "192.0.2.7:61000" ', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['[::ffff:c000:207]:443', '192.0.2.7'],
    ['2001:db8:0:0:1::9', '2001:db8:0:0::/64'],
    ['2001:DB8::9', '2001:db8:0:0::/64'],
    ['[2001:0db8::9]', '2001:db8:0:0::/64'],
    ['[2001:db8::ffff:9]:61000', '2001:db8:0:0::/64'],
    ['"[2001:db8::9]:61000"', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ] as const;
  for (const [text, network] of forms) assert.is(networkOfText(text), network, text);
  for (const text of [
    '',
    'unknown',
    '_hidden',
    '192.0.2',
    '192.0.2.7:',
    '[192.0.2.7',
    '2001:db8',
  ]) {
    assert.is(networkOfText(text), undefined, text);
  }
});

test('[H147] no port and no second half of an IPv6 address makes another network', () => {
  const port = fc.integer({ min: 0, max: 65_535 });
  fc.assert(
    fc.property(fc.ipV4(), port, (address, p) => {
      assert.is(networkOfText(`${address}:${p}`), networkOfText(address));
    }),
  );
  const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(groups, groups, port, (front, back, p) => {
      const hex = [...front.slice(0, 4), ...back.slice(4)].map((group) => group.toString(16));
      const same = [...front].map((group) => group.toString(16)).join(':');
      // Those that carry an IPv4 address count by that.
      fc.pre(front.slice(0, 4).some((group) => group > 0));
      assert.is(networkOfText(`[${hex.join(':')}]:${p}`), networkOfText(same));
    }),
  );
});

test('[H162] addresses of a proxy that is not trusted are warned of once in the log', async () => {
  for (const trusted of [false, true]) {
    const logged: string[] = [];
    const log = logTo('info', { write: (line: string) => void logged.push(line) });
    const server = createServer((_, response) => response.end());
    warnOfProxy(server, log, trusted);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/`, { headers });
    await ask({});
    assert.is(logged.length, 0);
    for (let i = 0; i < 3; i++) await ask({ 'x-forwarded-for': '192.0.2.1' });
    assert.is(logged.length, trusted ? 0 : 1);
    if (!trusted) assert.match(logged[0]!, 'SHARDBELL_TRUST_PROXY');
    server.close();
    server.closeAllConnections();
  }
});

for (const [kind, address] of [
  ['a port', (n: number) => `192.0.2.1:${40_000 + n}`],
  ['brackets and a port', (n: number) => `[2001:db8::${n.toString(16)}]:${40_000 + n}`],
] as const) {
  test(`[H147] behind a proxy that tells ${kind} wrong sign-ins are braked all the same`, async () => {
    const site = await Site.open({ settings: { trustProxy: true } });
    try {
      const tries = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          site.post(
            '/web/login',
            { username: 'mo', password: 'wrong word' },
            { 'x-forwarded-for': address(n) },
          ),
        ),
      );
      assert.is(tries.filter(({ status }) => status === 401).length, 10);
    } finally {
      await site.close();
    }
  });
}
