import { deflateSync } from 'node:zlib';
import { toGump } from '../gump.js';
import { Writer } from './writer.js';
/** Shows a form to a client that takes compressed gumps. Throws `PacketError`. */
export function compressedGump(form) {
    const { layout, texts } = toGump(form);
    const lines = new Writer();
    for (const text of texts)
        lines.line(text);
    return headed(form)
        .bytes(compressed(new Writer().ascii(layout).u8(0).joined()))
        .i32(texts.length)
        .bytes(compressed(lines.joined()))
        .packet(0xdd);
}
/** Shows a form to a client that takes none compressed. Throws `PacketError`. */
export function plainGump(form) {
    const { layout, texts } = toGump(form);
    const packet = headed(form).u16(layout.length).ascii(layout).u16(texts.length);
    for (const text of texts)
        packet.line(text);
    return packet.packet(0xb0);
}
function headed({ serial, gump, x, y }) {
    return new Writer().i32(serial).i32(gump).i32(x).i32(y);
}
/** Behind its length, which counts the four bytes that say how long it is when it is unpacked. */
function compressed(bytes) {
    const packed = deflateSync(bytes);
    return new Writer()
        .i32(packed.length + 4)
        .i32(bytes.length)
        .bytes(packed)
        .joined();
}
