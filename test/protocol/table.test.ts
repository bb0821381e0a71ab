import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { closes, mayReconnect } from '../../protocol/close.ts';
import { protocolDocument, protocolText } from '../../protocol/document.ts';
import { limits } from '../../protocol/limits.ts';
import { clientMessages, serverMessages } from '../../protocol/messages.ts';
import { parseClientMessage } from '../../protocol/parse.ts';
import { clientSamples, serverSamples } from '../support/golden.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';
import { transcripts } from '../support/transcripts.ts';

const test = suite('protocol table');

/** One line a version: what changed on the wire. A released line is never edited. */
const versions: Record<number, { fingerprint: string; change: string }> = {
  1: {
    fingerprint: '0cc672cfe8133465',
    change: 'the first version; the audit is listed by kind, person and time, people are erased',
  },
};

test('[P1] the fingerprint of the message table is pinned beside its version', () => {
  const fingerprint = createHash('sha256').update(protocolText()).digest('hex').slice(0, 16);
  assert.is(fingerprint, versions[limits.protocol_version]?.fingerprint);
});

// [P2] `docs/protocol.md` is what the tables say, each message and field has its sentence, and its
// transcripts are what a real server says.
test('[P2] docs/protocol.md is what the tables say, and its transcripts are what a server says', async () => {
  const written = readFileSync(join(packageRoot, 'docs/protocol.md'), 'utf8');
  assert.is(written, protocolDocument(await transcripts()));
});

test('[P2] every message and every field has its sentence', () => {
  assert.equal(
    protocolText()
      .split('\n')
      .filter((line) => /\|\s*\|$/u.test(line)),
    [],
  );
  assert.not.match(protocolText(), /undefined|\[object/u);
});

test('[P3] every message has a sample that fits its definition', () => {
  for (const [table, samples] of [
    [clientMessages, clientSamples],
    [serverMessages, serverSamples],
  ] as const) {
    for (const [name, definition] of Object.entries(table)) {
      const own = samples.filter((sample) => sample.t === name);
      assert.ok(own.length > 0, `no sample of ${name}`);
      const schema = v.strictObject({ t: v.literal(name), ...definition.fields });
      for (const sample of own) v.parse(schema, sample);
    }
  }
});

// [P4] An unknown field is refused and named; an unknown message is told apart from an invalid one.
test('[P4] an unknown field is refused and named, and the refusal can be answered by id', () => {
  const parsed = parseClientMessage({ t: 'command', id: 'x1', do: { kind: 'close', force: true } });
  assert.is(parsed.kind, 'invalid');
  if (parsed.kind !== 'invalid') return;
  assert.is(parsed.id, 'x1');
  assert.match(parsed.detail, /force/u);
});

test('[P4] an unknown message is told apart from an invalid one', () => {
  assert.is(parseClientMessage({ t: 'teleport' }).kind, 'unknown');
  assert.is(parseClientMessage({}).kind, 'unknown');
  assert.is(parseClientMessage({ t: 'unwatch', w: 1.5 }).kind, 'invalid');
});

test('[P5] a close code tells by its range whether to come back', () => {
  assert.ok(mayReconnect(closes.stopping.code));
  assert.ok(mayReconnect(1006));
  assert.not(mayReconnect(closes.credentials_refused.code));
  const codes = Object.values(closes).map(({ code }) => code);
  assert.is(new Set(codes).size, codes.length);
});
