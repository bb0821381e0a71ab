import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signedHeaders } from '../../server/webhooks/sign.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';
import {
  nodeExample,
  pythonExample,
  webhooksPage,
  webhooksSchema,
} from '../support/webhooks-page.ts';

const test = suite('what is written of webhooks');

const page = (name: string): string => readFileSync(join(packageRoot, 'docs', name), 'utf8');

test('[WH24] docs/webhooks.md and its JSON Schema say what is validated, and the schema knows nothing that only support sees', () => {
  assert.is(page('webhooks.md'), webhooksPage(), 'docs/webhooks.md is stale: run npm run docs');
  assert.is(page('webhooks.schema.json'), webhooksSchema(), 'stale: run npm run docs');
  assert.not.match(webhooksSchema(), /"note"|"priority"|support only/u);
});

// [WH25] The examples of docs/webhooks.md take what the server signs, and nothing else.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const body = '{"id":"a.b.000001","text":"Ünïcode 🎲"}';
const good = signedHeaders({ id: 'a.b.000001', secret, now: Date.now() }, body);
const old = signedHeaders({ id: 'a.b.000001', secret, now: Date.now() - 3_600_000 }, body);
const tries = [
  { headers: good, body, secret, is: true },
  { headers: good, body: `${body} `, secret, is: false },
  { headers: { ...good, 'webhook-id': 'a.b.000002' }, body, secret, is: false },
  {
    headers: { ...good, 'webhook-timestamp': String(Number(good['webhook-timestamp']) - 1) },
    body,
    secret,
    is: false,
  },
  { headers: old, body, secret, is: false },
  { headers: good, body, secret: secret.replace('Mf', 'Ma'), is: false },
];

test('[WH25] the example for Node in docs/webhooks.md takes what the server signs, and nothing else', async () => {
  const source = `data:text/javascript,${encodeURIComponent(nodeExample)}`;
  const { isGenuine } = (await import(source)) as {
    isGenuine(key: string, headers: object, bytes: Buffer): boolean;
  };
  for (const one of tries) {
    assert.is(isGenuine(one.secret, one.headers, Buffer.from(one.body)), one.is);
  }
});

test('[WH25] the example for Python in docs/webhooks.md takes what the server signs, and nothing else', () => {
  const program = `${pythonExample}
import json, sys
print(json.dumps([is_genuine(t["secret"], t["headers"], t["body"].encode()) for t in json.load(sys.stdin)]))`;
  const ran = spawnSync('python3', ['-c', program], { input: JSON.stringify(tries) });
  assert.equal(
    JSON.parse(ran.stdout.toString() || ran.stderr.toString()),
    tries.map(({ is }) => is),
  );
});
