import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { webhookAddress } from '../../actors/webhooks/address.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { isAllowed } from '../../server/webhooks/allowed.ts';
import { post, type PostDeps } from '../../server/webhooks/post.ts';
import { assert, suite } from '../support/suite.ts';
import { certificate } from './certificate.ts';
import { Receiver } from './receiver.ts';

const test = suite('addresses of webhooks');

const never = new AbortController().signal;
const sent = { headers: {}, body: '{"id":"x"}' };

function send(address: string, deps: Partial<PostDeps> = {}) {
  return post({ clock: systemClock, isPrivate: true, ...deps }, { ...sent, address }, never);
}

test('[WH12] private addresses and those of the machine are refused in every form, allowed where the operator says so; link-local, metadata and reserved ones never', () => {
  const open = ['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'];
  const inside = ['127.0.0.1', '127.8.8.8', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1'];
  const inside6 = ['::1', 'fd12::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:7f00:1'];
  const closed = ['169.254.169.254', '0.0.0.0', '255.255.255.255', '224.0.0.1', '198.18.0.1'];
  const closed6 = ['fe80::1', 'fe80::1%eth0', '::', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::'];
  const metadata = ['fd00:ec2::254', '100.100.100.200', '168.63.129.16', '::ffff:169.254.169.254'];
  const forbidden = [
    ...closed,
    ...closed6,
    ...metadata,
    'fec0::1',
    '2001::1',
    '192.0.0.192',
    'x',
    '',
  ];
  for (const one of open)
    assert.equal([isAllowed(one, false), isAllowed(one, true)], [true, true], one);
  for (const one of [...inside, ...inside6]) {
    assert.equal([isAllowed(one, false), isAllowed(one, true)], [false, true], one);
  }
  for (const one of forbidden) {
    assert.equal([isAllowed(one, false), isAllowed(one, true)], [false, false], one);
  }
  assert.equal(
    [isAllowed('9.9.9.9', false, ['9.9.9.9']), isAllowed('::ffff:9.9.9.9', false, ['9.9.9.9'])],
    [false, false],
  );
  assert.ok(isAllowed('9.9.9.9', true, ['9.9.9.9']));
});

test('[WH13] an address is https without user name, password or fragment, on port 443 or from 1024 on; http and other ports only where the operator allows private networks', () => {
  const good = [
    'https://hook.example',
    'https://hook.example:8443/a?b=c',
    'https://hook.example:443/',
  ];
  const inside = ['http://hook.example/', 'https://hook.example:25/', 'http://10.0.0.1:80/x'];
  const bad = ['ftp://hook.example/', 'https://a:b@hook.example/', 'https://a@hook.example/'];
  const worse = [
    'https://hook.example/#x',
    'javascript:1',
    'https://',
    'hook.example',
    '',
    'https://h:0/',
  ];
  const fits = (address: string) =>
    [false, true].map((isPrivate) => webhookAddress(address, isPrivate) !== undefined);
  for (const one of good) assert.equal(fits(one), [true, true], one);
  for (const one of inside) assert.equal(fits(one), [false, true], one);
  for (const one of [...bad, ...worse]) assert.equal(fits(one), [false, false], one);
});

test('[WH14] a name is looked up once and all its addresses are checked, and no other is connected to, whatever the name leads to later', async () => {
  const receiver = await Receiver.start();
  const asked: string[] = [];
  const leadsTo = (...answers: readonly (readonly string[])[]): PostDeps['resolve'] => {
    const left = [...answers];
    return async (name) => {
      asked.push(name);
      return left.shift() ?? ['127.0.0.1'];
    };
  };
  const address = `http://hook.example:${receiver.port}/`;
  const secure = `https://hook.example:${receiver.port}/`;
  // One private address among public ones is enough.
  const mixed = await send(secure, {
    isPrivate: false,
    resolve: leadsTo(['8.8.8.8', '127.0.0.1']),
  });
  assert.equal([mixed.status, mixed.fault], [null, 'address_refused']);
  const metadata = await send(address, { resolve: leadsTo(['169.254.169.254', '127.0.0.1']) });
  assert.is(metadata.fault, 'address_refused');
  assert.is((await send(address, { resolve: leadsTo([]) })).fault, 'name_unknown');
  assert.is(receiver.all.length, 0);

  asked.length = 0;
  const good = await send(address, { resolve: leadsTo(['127.0.0.1'], ['10.255.255.1']) });
  assert.equal([good.status, asked], [204, ['hook.example']]);
  assert.is(receiver.all[0]!.headers['host'], `hook.example:${receiver.port}`);
  for (const text of [
    'http://127.1',
    'http://2130706433',
    'http://0x7f.1',
    'http://[::ffff:7f00:1]',
  ]) {
    const literal = `${text.replace('http:', 'https:')}:${receiver.port}/`;
    assert.is((await send(literal, { isPrivate: false })).fault, 'address_refused', text);
  }
  const localhost = await send(`https://localhost:${receiver.port}/`, { isPrivate: false });
  assert.is(localhost.fault, 'address_refused');
  assert.is(receiver.all.length, 1);
  await receiver.stop();
});

test('[WH15] a redirect is an answer like any other, and is not followed', async () => {
  const [receiver, other] = [await Receiver.start(), await Receiver.start()];
  receiver.reply = (response) => response.writeHead(307, { location: other.address }).end('there');
  const { status, text } = await send(receiver.address);
  assert.equal([status, text], [307, 'there']);
  assert.is(other.all.length, 0);
  await receiver.stop();
  await other.stop();
});

test('[WH16] a certificate that nobody vouches for is refused, before anything is sent', async () => {
  const receiver = await Receiver.start(certificate);
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    assert.is((await send(receiver.address)).fault, 'certificate');
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  }
  assert.is(receiver.all.length, 0);
  await receiver.stop();
});

test('[WH17] an answer is bounded in time and size, and its beginning is told as text without control characters', async () => {
  const receiver = await Receiver.start();
  receiver.reply = () => {};
  const silent = await send(receiver.address, { answer_ms_max: 50 });
  assert.equal([silent.status, silent.fault], [null, 'timeout']);

  // A status is what counts: what follows it may never end.
  receiver.reply = (response) => void response.writeHead(200).write('begun');
  const open = await send(receiver.address, { answer_ms_max: 100 });
  assert.equal([open.status, open.text], [200, 'begun']);

  let written = 0;
  receiver.reply = (response) => {
    response.writeHead(500);
    const more = (): void => {
      written += 64 * 1024;
      response.write('\u0007é '.repeat(16 * 1024), () => !response.destroyed && more());
    };
    more();
  };
  const endless = await send(receiver.address);
  assert.equal([endless.status, endless.text.length <= 1_000], [500, true]);
  assert.match(endless.text, /^é +é/u);
  assert.ok(written < 64 * 1024 * 1024, `${written} bytes written`);

  receiver.reply = (response) => response.writeHead(200, { 'x-long': 'x'.repeat(10_000) }).end();
  assert.is((await send(receiver.address)).fault, 'no_http');
  const { address } = receiver;
  await receiver.stop();
  assert.is((await send(address)).fault, 'unreachable');

  const raw = createServer((socket) => void socket.end('SSH-2.0-OpenSSH\r\n'));
  await new Promise<void>((resolve) => void raw.listen(0, '127.0.0.1', resolve));
  const { port } = raw.address() as AddressInfo;
  assert.is((await send(`http://127.0.0.1:${port}/`)).fault, 'no_http');
  raw.close();
});
