import { deflateSync } from 'node:zlib';
import type { ShardForm } from '../options.ts';
import { toGump } from '../gump.ts';
import { Writer } from './writer.ts';

type Shown = Pick<ShardForm, 'gump' | 'serial' | 'x' | 'y' | 'elements'>;

/** Shows a form to a client that accepts compressed gumps. Throws `PacketError`. */
export function compressedGump(form: Shown): Uint8Array {
  const { layout, texts } = toGump(form);
  const lines = new Writer();
  for (const text of texts) lines.line(text);
  return headed(form)
    .bytes(compressed(new Writer().ascii(layout).u8(0).joined()))
    .i32(texts.length)
    .bytes(compressed(lines.joined()))
    .packet(0xdd);
}

/** Shows a form to a client that does not. Throws `PacketError`. */
export function plainGump(form: Shown): Uint8Array {
  const { layout, texts } = toGump(form);
  const packet = headed(form).u16(layout.length).ascii(layout).u16(texts.length);
  for (const text of texts) packet.line(text);
  return packet.packet(0xb0);
}

function headed({ serial, gump, x, y }: Shown): Writer {
  return new Writer().i32(serial).i32(gump).i32(x).i32(y);
}

/** Prefixed with its length, which includes the four bytes for the unpacked length. */
function compressed(bytes: Uint8Array): Uint8Array {
  const packed = deflateSync(bytes);
  return new Writer()
    .i32(packed.length + 4)
    .i32(bytes.length)
    .bytes(packed)
    .joined();
}
