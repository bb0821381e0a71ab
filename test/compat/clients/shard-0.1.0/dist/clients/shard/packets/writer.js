import { PacketError } from './packet-error.js';
/** As long as a packet can say that it is. */
export const packet_bytes_max = 0xffff;
/** Puts the fields of a packet one after another; all integers are big-endian. */
export class Writer {
    #parts = [];
    #length = 0;
    u8(value) {
        return this.bytes(Uint8Array.of(value & 0xff));
    }
    u16(value) {
        const part = new Uint8Array(2);
        new DataView(part.buffer).setUint16(0, value);
        return this.bytes(part);
    }
    /** Negative numbers as their two's complement. */
    i32(value) {
        const part = new Uint8Array(4);
        new DataView(part.buffer).setInt32(0, value);
        return this.bytes(part);
    }
    /** Text that is known to be ASCII. */
    ascii(text) {
        return this.bytes(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    }
    /** The count of its UTF-16 units, and these. Throws `too_large`. */
    line(text) {
        if (text.length > packet_bytes_max)
            throw tooLarge(text.length);
        const part = new Uint8Array(text.length * 2);
        const view = new DataView(part.buffer);
        for (let at = 0; at < text.length; at++)
            view.setUint16(at * 2, text.charCodeAt(at));
        return this.u16(text.length).bytes(part);
    }
    bytes(part) {
        this.#parts.push(part);
        this.#length += part.length;
        return this;
    }
    /** All of it. */
    joined() {
        const whole = new Uint8Array(this.#length);
        let at = 0;
        for (const part of this.#parts) {
            whole.set(part, at);
            at += part.length;
        }
        return whole;
    }
    /** All of it behind an opcode and the length of the whole. Throws `too_large`. */
    packet(opcode) {
        const length = this.#length + 3;
        if (length > packet_bytes_max)
            throw tooLarge(length);
        return new Writer().u8(opcode).u16(length).bytes(this.joined()).joined();
    }
}
function tooLarge(length) {
    const most = `a packet has at most ${packet_bytes_max} bytes`;
    return new PacketError('too_large', `That takes ${length}, and ${most}.`);
}
