import { PacketError } from './packet-error.js';
import { Reader } from './reader.js';
const help_opcode = 0x9b;
const response_opcode = 0xb1;
/** The whole of a help request; what is in it says nothing. */
const help_bytes = 258;
const switch_bytes = 4;
/** Of an entry without text. */
const entry_bytes_min = 4;
/** The player pressed help. Throws `PacketError` for anything else. */
export function readHelpRequest(packet) {
    expectOpcode(packet, help_opcode);
    if (packet.length !== help_bytes)
        throw new PacketError('length', `A help request has ${help_bytes} bytes.`);
}
/** Throws `PacketError` unless it is exactly one answer to a form. */
export function readGumpResponse(packet) {
    expectOpcode(packet, response_opcode);
    const fields = new Reader(packet);
    fields.u8();
    const length = fields.u16();
    if (length !== packet.length)
        throw new PacketError('length', `It says ${length} bytes and has ${packet.length}.`);
    const [serial, gump, button] = [fields.i32(), fields.i32(), fields.i32()];
    const switches = Array.from({ length: fields.count(switch_bytes) }, () => fields.i32());
    const entries = Array.from({ length: fields.count(entry_bytes_min) }, () => {
        return { id: fields.u16(), text: fields.line() };
    });
    fields.end();
    return { serial, gump, button, switches, entries };
}
/** What `answerForm` takes. Of an entry that comes twice the last one counts. */
export function replyOf({ button, switches, entries }) {
    const texts = Object.fromEntries(entries.map(({ id, text }) => [id, text]));
    return { button, switches, entries: texts };
}
function expectOpcode(packet, opcode) {
    if (packet[0] !== opcode)
        throw new PacketError('opcode', `The packet is not 0x${opcode.toString(16).toUpperCase()}.`);
}
