import { once } from 'node:events';
import { connect } from 'node:net';
import { ApiSite } from './api/api-site.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('clients that go away');

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly path?: string;
}

const bodies: readonly (readonly [headers: string, begun: string])[] = [
  ['content-length: 100', '{"sec'],
  ['transfer-encoding: chunked', '5\r\n{"sec\r\n'],
  ['content-length: 100', ''],
];

test('[H164] a client that goes away before its whole request is here is no fault of the server: it is told at debug level, without a stack', async () => {
  const api = await ApiSite.open({ logLevel: 'debug' });
  const { site } = api;
  const iris = await api.staff('iris');
  const asked = [
    ['POST', '/web/link'],
    ['POST', '/web/login'],
    ['POST', '/auth/login'],
    ['PUT', '/api/help-tickets/1/status'],
  ] as const;
  try {
    for (const [method, path] of asked) {
      for (const [headers, begun] of bodies) {
        const lines = (): Line[] =>
          site.logged.map((line) => JSON.parse(line) as Line).filter((line) => line.path === path);
        const before = lines().length;
        const socket = connect(site.port, '127.0.0.1');
        await once(socket, 'connect');
        const head = [
          `${method} ${path} HTTP/1.1`,
          `host: 127.0.0.1:${site.port}`,
          `origin: ${site.origin}`,
          `authorization: Bearer ${iris.token}`,
          headers,
        ];
        socket.end(`${head.join('\r\n')}\r\n\r\n${begun}`);
        socket.resume();
        await once(socket, 'close');
        while (lines().length === before) assert.is((await site.ask('GET', '/health')).status, 200);
        const [line] = lines().slice(before);
        assert.equal(
          [line!.level, line!.msg],
          ['debug', 'a client went away amid its request'],
          path,
        );
      }
    }
  } finally {
    await api.close();
  }
});
