import { protocolText } from '../../protocol/document.ts';
import { netLimits } from '../../server/sockets/socket-limits.ts';
import { closes } from '../../protocol/close.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { decode, decodeTrusted, encode } from '../../protocol/codec.ts';
import { limits } from '../../protocol/limits.ts';
import { parseClientMessage } from '../../protocol/parse.ts';
import { isPlainFrame } from '../../protocol/scan.ts';
import { cutText } from '../../protocol/cut.ts';
import { cleanText, firstLine } from '../../protocol/text.ts';
import { clientSamples, serverSamples, type GoldenFrame } from '../support/golden.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('protocol codec');
const golden = JSON.parse(
  readFileSync(join(packageRoot, 'test/golden/frames.json'), 'utf8'),
) as GoldenFrame[];
const plain = new Packr({ useRecords: false, variableMapSize: true });

test('[P6] the golden frames are what both codecs write and read', () => {
  const samples = [...clientSamples, ...serverSamples];
  assert.is(golden.length, samples.length);
  golden.forEach((frame, i) => {
    const sample = samples[i]!;
    const bytes = Buffer.from(frame.msgpack, 'hex');
    assert.equal(frame.message, JSON.parse(JSON.stringify(sample)));
    assert.is(
      Buffer.from(encode(sample, 'shardbell.v1') as Uint8Array).toString('hex'),
      frame.msgpack,
    );
    assert.is(encode(sample, 'shardbell.v1.json'), frame.json);
    assert.ok(isPlainFrame(bytes));
    assert.equal(decodeTrusted(bytes), frame.message);
    assert.equal(decodeTrusted(frame.json), frame.message);
    if (frame.from === 'client') {
      const decoded = decode(bytes, 'shardbell.v1');
      assert.ok(decoded.ok);
      assert.is(parseClientMessage(decoded.value).kind, 'message');
    }
  });
});

// [P7] A frame that is not one plain value, or is too large, deep or long, is malformed; no bytes
// make the server throw.
test('[P7] a frame with extension types, unused bytes, or something missing is malformed', () => {
  const good = encode({ t: 'ping' }, 'shardbell.v1') as Uint8Array;
  const bad: Record<string, Uint8Array> = {
    'nothing at all': Uint8Array.of(),
    'not a map': Uint8Array.of(0x93, 1, 2, 3),
    'a record extension': Uint8Array.of(0x81, 0xa1, 0x74, 0xd4, 0x72, 0x40),
    'an unused byte': Uint8Array.of(0x81, 0xa1, 0x74, 0xc1),
    'one byte too many': Uint8Array.of(...good, 0xc0),
    'one byte too few': good.slice(0, -1),
    'a declared giant': Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1),
    'a giant text': Uint8Array.of(0x81, 0xa1, 0x74, 0xdb, 0xff, 0xff, 0xff, 0xff),
    'too deep': Uint8Array.of(...Array.from({ length: 40 }, () => 0x91), 0xc0),
  };
  for (const [what, bytes] of Object.entries(bad)) {
    assert.equal(decode(bytes, 'shardbell.v1'), { ok: false, close: 'frame_malformed' }, what);
  }
  assert.equal(decode('{"t":', 'shardbell.v1.json'), { ok: false, close: 'frame_malformed' });
  assert.equal(decode('[]', 'shardbell.v1.json'), { ok: false, close: 'frame_malformed' });
  assert.equal(decode('{"t":"ping"}', 'shardbell.v1'), { ok: false, close: 'frame_malformed' });
  assert.equal(decode(good, 'shardbell.v1.json'), { ok: false, close: 'frame_malformed' });
});

test('[P7] a frame above its bound is refused before it is looked at', () => {
  const bytes = new Uint8Array(limits.frame_in_bytes_max + 1);
  assert.equal(decode(bytes, 'shardbell.v1'), { ok: false, close: 'frame_too_large' });
});

test('[P7] the scanner takes what a plain encoder writes, and no random bytes make anything throw', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      if (isPlainFrame(plain.pack(value))) taken += 1;
      else assert.ok(JSON.stringify(value).length > 1000);
    }),
    { numRuns: 300, seed: 7 },
  );
  assert.ok(taken > 200);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const decoded = decode(bytes, 'shardbell.v1');
      if (decoded.ok) parseClientMessage(decoded.value);
    }),
    { numRuns: 3000, seed: 11 },
  );
});

test('[P7] changing any one byte of a good frame never makes anything throw', () => {
  for (const sample of clientSamples) {
    const bytes = encode(sample, 'shardbell.v1') as Uint8Array;
    for (let i = 0; i < bytes.length; i++) {
      for (const value of [0x00, 0xc1, 0xd4, 0xdf, 0xff]) {
        const changed = Uint8Array.from(bytes);
        changed[i] = value;
        const decoded = decode(changed, 'shardbell.v1');
        if (decoded.ok) parseClientMessage(decoded.value);
      }
    }
  }
});

test('[P13] the close code for too many fragments is in the documents, with how many are too many', () => {
  assert.match(closes.frame_malformed.sentence, `more than ${netLimits.fragments_max} fragments`);
  assert.match(protocolText(), `| 4500 | no | ${closes.frame_malformed.sentence} |`);
});

test('[P14] a list in place of a map is refused by its field, in words', () => {
  const opened = { t: 'session_opened', id: 'id', session: 's', account: 'a', character: 'c' };
  const detail = (message: Record<string, unknown>): string => {
    const parsed = parseClientMessage(message);
    return parsed.kind === 'invalid' ? parsed.detail : parsed.kind;
  };
  for (const location of [[], [1, 2, 3, 4], [[]]]) {
    assert.is(detail({ ...opened, location }), 'location: Expected a map but received a list');
  }
  assert.is(
    detail({ t: 'hello', v: 1, auth: ['shard', 'key'] }),
    'auth: Expected a map but received a list',
  );
});

test('[P15] text with a NUL is refused, names too', () => {
  for (const message of [
    { t: 'account', id: 'id', account: 'a', name: 'x\0y' },
    { t: 'character', id: 'id', account: 'a', character: 'c', name: '\0' },
    { t: 'faction', id: 'id', faction: 'f', name: 'x\0', members: [] },
  ]) {
    const parsed = parseClientMessage(message);
    assert.is(parsed.kind, 'invalid');
    assert.match(parsed.kind === 'invalid' ? parsed.detail : '', /^name: text without NUL$/u);
  }
});

// [P8] User text is trimmed, made well-formed, bounded, and refused when blank or with a NUL.
test('[P8] user text is trimmed, made well-formed, bounded, and refused when blank or with a NUL', () => {
  assert.is(cleanText('  \u3000 hi\n', 10), 'hi');
  assert.is(cleanText('a\ud800b', 10), 'a\ufffdb');
  assert.equal(cleanText(' \t\u00a0\ufeff ', 10), { code: 'text_blank' });
  assert.equal(cleanText('a\0b', 10), { code: 'text_malformed' });
  assert.equal(cleanText('12345678901', 10), {
    code: 'text_too_long',
    detail: 'At most 10 characters.',
  });
});

test('[P8] a cut never leaves half a character', () => {
  assert.is(cutText('ab𠮷', 3), 'ab');
  assert.is(cutText('ab𠮷', 4), 'ab𠮷');
  assert.is(firstLine('\n \r\n  first \nsecond', 100), 'first');
});
