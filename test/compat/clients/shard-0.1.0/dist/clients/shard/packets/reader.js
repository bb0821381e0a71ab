import { PacketError } from './packet-error.js';
/** Takes the fields of a packet one after another; all integers are big-endian. */
export class Reader {
    #view;
    #at = 0;
    constructor(packet) {
        this.#view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
    }
    get left() {
        return this.#view.byteLength - this.#at;
    }
    u8() {
        return this.#view.getUint8(this.#take(1));
    }
    u16() {
        return this.#view.getUint16(this.#take(2));
    }
    /** As the numbers of forms and buttons are: a large one is negative. */
    i32() {
        return this.#view.getInt32(this.#take(4));
    }
    /** How many things of so many bytes at least follow; more than there is room for is a lie. */
    count(bytes_min) {
        const count = this.#view.getUint32(this.#take(4));
        if (count * bytes_min > this.left)
            throw tooShort();
        return count;
    }
    /** The count of UTF-16 units, and these. */
    line() {
        const length = this.u16();
        const from = this.#take(length * 2);
        let text = '';
        for (let at = 0; at < length; at++)
            text += String.fromCharCode(this.#view.getUint16(from + at * 2));
        return text;
    }
    /** Throws `length` where anything is left. */
    end() {
        if (this.left > 0)
            throw new PacketError('length', `${this.left} bytes follow the packet.`);
    }
    #take(bytes) {
        if (bytes > this.left)
            throw tooShort();
        const at = this.#at;
        this.#at += bytes;
        return at;
    }
}
function tooShort() {
    return new PacketError('length', 'The packet ends before its last field.');
}
