import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOf, type Answer } from '../../clients/web/lib/answer.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('what the sign-in routes answer');

const html = '<html><title>401 Authorization Required</title></html>';
const answers: Record<string, { status: number; type: string; body: string; is: unknown }> = {
  ours: {
    status: 401,
    type: 'application/json',
    body: '{"sentence":"You are not signed in."}',
    is: { kind: 'refused', status: 401 },
  },
  page: { status: 401, type: 'text/html', body: html, is: { kind: 'unreachable' } },
  json: {
    status: 401,
    type: 'application/json',
    body: '{"error":"unauthorized"}',
    is: { kind: 'unreachable' },
  },
  signIn: { status: 200, type: 'text/html', body: html, is: { kind: 'unreachable' } },
  down: { status: 502, type: 'text/html', body: html, is: { kind: 'unreachable' } },
};

test('[U410] only a refusal of the server itself counts as one: what a proxy answers in its place is tried again', async () => {
  const server = createServer((request, response) => {
    const { status, type, body } = answers[request.url!.slice(1)]!;
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const post = async (name: string): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}/${name}`, { method: 'POST' });
    return answerOf(response).catch(() => ({ kind: 'unreachable' }));
  };
  try {
    for (const [name, { is }] of Object.entries(answers)) assert.equal(await post(name), is, name);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
