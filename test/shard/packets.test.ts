import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import {
  compressedGump,
  PacketError,
  plainGump,
  readGumpResponse,
  readHelpRequest,
  replyOf,
  type GumpResponse,
} from '../../clients/shard/packets/index.ts';
import type { FormElement } from '../../protocol/form.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('packets');

/** Written out by hand: `b1 0017` and so on. */
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(/\s/gu, ''), 'hex');
const told = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const faultOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    if (error instanceof PacketError) return error.fault;
    throw error;
  }
};

const form = {
  serial: 0x0102_0304,
  gump: 46_001,
  x: 50,
  y: -1,
  elements: [
    { type: 'no_move' },
    { type: 'text', x: 1, y: 2, hue: 0, text: 'Hé' },
    { type: 'text', x: 1, y: 3, hue: 0, text: '🔔' },
  ],
} as const;
const layout = '{ nomove } { text 1 2 0 0 } { text 1 3 0 1 }';
const layoutHex = told(Buffer.from(layout, 'latin1'));
/** Length and UTF-16 units: H é, and the two halves of the bell. */
const linesHex = '0002 0048 00e9  0002 d83d dd14';

test('[S60] a form as the packet without compression has the bytes of its layout, field by field', () => {
  // op, length, serial, gump, x, y, length of the layout, the layout, lines.
  const length = (3 + 16 + 2 + layout.length + 2 + 12).toString(16).padStart(4, '0');
  const bytes = hex(
    `b0 ${length} 01020304 0000b3b1 00000032 ffffffff 002c ${layoutHex} 0002 ${linesHex}`,
  );
  assert.is(layout.length, 0x2c);
  assert.is(told(plainGump({ ...form, elements: [...form.elements] })), told(bytes));
});

test('[S61] a form as the compressed packet has the bytes of its layout, once unpacked', () => {
  const bytes = Buffer.from(compressedGump({ ...form, elements: [...form.elements] }));
  assert.is(
    told(bytes.subarray(0, 19)),
    told(hex(`dd ${bytes.subarray(1, 3).toString('hex')} 01020304 0000b3b1 00000032 ffffffff`)),
  );
  assert.is(bytes.readUInt16BE(1), bytes.length);
  const packed = bytes.readUInt32BE(19) - 4;
  assert.is(bytes.readUInt32BE(23), layout.length + 1);
  assert.is(told(inflateSync(bytes.subarray(27, 27 + packed))), `${layoutHex}00`);
  const after = 27 + packed;
  assert.is(bytes.readUInt32BE(after), 2);
  const texts = bytes.readUInt32BE(after + 4) - 4;
  assert.is(bytes.readUInt32BE(after + 8), 12);
  assert.is(told(inflateSync(bytes.subarray(after + 12))), told(hex(linesHex)));
  assert.is(bytes.length, after + 12 + texts);
});

test('[S62] what no packet can say is refused with the reason, and nothing is cut', () => {
  const long = {
    ...form,
    elements: [{ type: 'text', x: 1, y: 1, hue: 0, text: 'x'.repeat(40_000) }],
  };
  assert.is(
    faultOf(() => plainGump(long as never)),
    'too_large',
  );
  assert.is(
    faultOf(() => compressedGump(long as never)),
    'none',
  );
  const longer = { ...long, elements: [{ ...long.elements[0], text: 'x'.repeat(65_536) }] };
  assert.is(
    faultOf(() => compressedGump(longer as never)),
    'too_large',
  );
});

const answer =
  'b1 002b 01020304 0000b3b1 00000007 00000002 00000001 fffffffe 00000001 0005 0002 0048 d83d';
const read: GumpResponse = {
  serial: 0x0102_0304,
  gump: 46_001,
  button: 7,
  switches: [1, -2],
  entries: [{ id: 5, text: 'H\u{d83d}' }],
};

// [S63] An answer to a form is read field by field, and refused unless it is exactly as long as it
// says.
test('[S63] an answer to a form is read as it was written out by hand', () => {
  const bytes = hex(answer.replace('002b', '0027'));
  assert.is(bytes.length, 0x27);
  assert.equal(readGumpResponse(bytes), read);
  // Also from within a larger buffer.
  const within = Buffer.concat([Buffer.from([1, 2, 3]), bytes]).subarray(3);
  assert.equal(readGumpResponse(within), read);
  assert.equal(replyOf(read), { button: 7, switches: [1, -2], entries: { 5: 'H\u{d83d}' } });
});

test('[S63] an answer that is not exactly as long as it says is refused', () => {
  const bytes = hex(answer.replace('002b', '0027'));
  for (let length = 1; length < bytes.length; length++) {
    const cut = bytes.slice(0, length);
    assert.is(
      faultOf(() => readGumpResponse(cut)),
      'length',
      String(length),
    );
    // Also where it says that it is that long.
    if (length >= 3) new DataView(cut.buffer, cut.byteOffset).setUint16(1, length);
    assert.is(
      faultOf(() => readGumpResponse(cut)),
      'length',
      String(length),
    );
  }
  const trailing = Buffer.concat([bytes, Buffer.of(0)]);
  assert.is(
    faultOf(() => readGumpResponse(trailing)),
    'length',
  );
  trailing.writeUInt16BE(trailing.length, 1);
  assert.is(
    faultOf(() => readGumpResponse(trailing)),
    'length',
  );
  assert.is(
    faultOf(() => readGumpResponse(new Uint8Array())),
    'opcode',
  );
  assert.is(
    faultOf(() => readGumpResponse(hex('b0 0003'))),
    'opcode',
  );
  // Counts that no packet could hold take no memory.
  const lie = hex('b1 0017 00000001 00000001 00000001 ffffffff 00000000');
  assert.is(
    faultOf(() => readGumpResponse(lie)),
    'length',
  );
});

test('[S64] a help request is 258 bytes, whatever is in them', () => {
  const request = new Uint8Array(258).fill(0xee);
  request[0] = 0x9b;
  readHelpRequest(request);
  assert.is(
    faultOf(() => readHelpRequest(request.subarray(0, 257))),
    'length',
  );
  assert.is(
    faultOf(() => readHelpRequest(Buffer.concat([request, Buffer.of(0)]))),
    'length',
  );
  assert.is(
    faultOf(() => readHelpRequest(new Uint8Array(258))),
    'opcode',
  );
});

const plain_maps = { noNullPrototype: true } as const;
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const units = fc.array(fc.nat(0xffff), { maxLength: 40 });
const response: fc.Arbitrary<GumpResponse> = fc.record(
  {
    serial: int32,
    gump: int32,
    button: int32,
    switches: fc.array(int32, { maxLength: 20 }),
    entries: fc.array(
      fc.record(
        { id: fc.nat(0xffff), text: units.map((codes) => String.fromCharCode(...codes)) },
        plain_maps,
      ),
      { maxLength: 10 },
    ),
  },
  plain_maps,
);

/** As the client sends it, written apart from the decoder. */
function packetOf({ serial, gump, button, switches, entries }: GumpResponse): Buffer {
  const int = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const short = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff);
  const body = Buffer.concat([
    ...[serial, gump, button, switches.length, ...switches, entries.length].map(int),
    ...entries.flatMap(({ id, text }) => [
      short(id),
      short(text.length),
      Buffer.from(text, 'utf16le').swap16(),
    ]),
  ]);
  return Buffer.concat([Buffer.of(0xb1), short(body.length + 3), body]);
}

// [S65] Answers and texts come through packets to the last unit; of any other bytes a decoder says
// only why not.
test('[S65] answers come through to the last unit, and of any other bytes a decoder says only why not', () => {
  let refused = 0;
  fc.assert(
    fc.property(response, fc.nat(), fc.nat(255), (told_response, at, byte) => {
      const packet = packetOf(told_response);
      assert.equal(readGumpResponse(packet), told_response);
      packet[at % packet.length] = byte;
      // Either another answer or the one error.
      if (faultOf(() => readGumpResponse(packet)) !== 'none') refused += 1;
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(0xb1, 0x9b, 0),
      (bytes, opcode) => {
        if (bytes.length > 0) bytes[0] = opcode;
        if (bytes.length > 2)
          new DataView(bytes.buffer, bytes.byteOffset).setUint16(1, bytes.length);
        for (const decode of [readGumpResponse, readHelpRequest])
          if (faultOf(() => decode(bytes)) !== 'none') refused += 1;
      },
    ),
    { numRuns: 1_000 },
  );
  assert.ok(refused > 500, String(refused));
});

test('[S65] whatever texts a form has, they come through both packets to the last unit', () => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 20 });
  fc.assert(
    fc.property(texts, int32, int32, (words, x, gump) => {
      const elements = words.map((text): FormElement => ({
        type: 'text',
        x: 0,
        y: 0,
        hue: 0,
        text,
      }));
      const shown = { serial: 1, gump, x, y: 0, elements };
      const plain = Buffer.from(plainGump(shown));
      assert.equal(
        [plain.readUInt16BE(1), plain.readInt32BE(7), plain.readInt32BE(11)],
        [plain.length, gump, x],
      );
      const behind = 21 + plain.readUInt16BE(19);
      assert.equal(linesIn(plain.subarray(behind + 2), plain.readUInt16BE(behind)), words);
      const packed = Buffer.from(compressedGump(shown));
      const lines = 23 + packed.readUInt32BE(19);
      assert.equal(
        linesIn(inflateSync(packed.subarray(lines + 12)), packed.readUInt32BE(lines)),
        words,
      );
    }),
    { numRuns: 200 },
  );
});

/** All of the bytes are these lines. */
function linesIn(bytes: Buffer, count: number): string[] {
  const lines: string[] = [];
  let at = 0;
  for (let line = 0; line < count; line++) {
    const end = at + 2 + bytes.readUInt16BE(at) * 2;
    lines.push(
      Buffer.from(bytes.subarray(at + 2, end))
        .swap16()
        .toString('utf16le'),
    );
    at = end;
  }
  assert.is(at, bytes.length);
  return lines;
}
