import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Packr as Reference } from 'msgpackr';
import { Packr } from '../../clients/web/lib/msgpack.ts';
import { isPlainFrame } from '../../protocol/scan.ts';
import { packageRoot } from '../support/package-root.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('msgpack');
const ours = new Packr();
const reference = new Reference({
  useRecords: false,
  variableMapSize: true,
  int64AsType: 'number',
  structuredClone: false,
});

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 40 }),
    fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'),
      tie('value'),
      {
        maxKeys: 40,
        noNullPrototype: true,
      },
    ),
  ),
}));

test('[U50] what the page writes, any MessagePack library reads, and the server takes as plain', () => {
  fc.assert(
    fc.property(value, (one) => {
      const bytes = ours.pack(one);
      assert.equal(reference.unpack(bytes), one);
      assert.ok(bytes.length > 2_000 || isPlainFrame(bytes));
    }),
  );
});

test('[U51] what any MessagePack library writes, the page reads', () => {
  fc.assert(
    fc.property(value, (one) => {
      assert.equal(ours.unpack(reference.pack(one)), one);
    }),
  );
  assert.is(ours.unpack(Uint8Array.of(0xcf, 0, 0, 1, 0, 0, 0, 0, 0)), 2 ** 40);
  assert.is(ours.unpack(Uint8Array.of(0xd3, ...Array<number>(8).fill(0xff))), -1);
  assert.is(ours.unpack(Uint8Array.of(0xca, 0x3f, 0xc0, 0, 0)), 1.5);
});

test('[U52] the golden frames read and write as they should', () => {
  const file = join(packageRoot, 'test/golden/frames.json');
  const frames = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly msgpack: string;
    readonly message: unknown;
  }[];
  assert.ok(frames.length > 5);
  for (const { msgpack, message } of frames) {
    assert.equal(ours.unpack(Buffer.from(msgpack, 'hex')), message);
    assert.is(Buffer.from(ours.pack(message)).toString('hex'), msgpack);
  }
});

test('[U53] what is not exactly one plain value is refused, at any length', () => {
  const whole = ours.pack({ t: 'x', list: [1, 'two', -3, 4.5, null, true] });
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => ours.unpack(whole.slice(0, length)));
  }
  assert.throws(() => ours.unpack(Uint8Array.of(...whole, 0)));
  for (const kind of [0xc1, 0xc4, 0xc7, 0xd4]) {
    assert.throws(() => ours.unpack(Uint8Array.of(kind, 1, 1, 1, 1)));
  }
  assert.throws(() => ours.unpack(Uint8Array.of(0xa1, 0xff)));
});

test('[U54] fields that are undefined are left out, and what has no form is refused', () => {
  assert.equal(ours.unpack(ours.pack({ a: undefined, b: 1 })), { b: 1 });
  assert.throws(() => ours.pack({ f: () => 1 }));
  assert.throws(() => ours.pack(1n));
});
