import type { FormReply } from '../options.ts';
import { PacketError } from './packet-error.ts';
import { Reader } from './reader.ts';

const help_opcode = 0x9b;
const response_opcode = 0xb1;
/** Length of a help request; its content means nothing. */
const help_bytes = 258;
const switch_bytes = 4;
/** Length of an entry without text. */
const entry_bytes_min = 4;

/** A player's answer to a form. */
export interface GumpResponse {
  /** The form's serial. */
  readonly serial: number;
  readonly gump: number;
  /** 0: closed. */
  readonly button: number;
  readonly switches: readonly number[];
  readonly entries: ReadonlyArray<{ readonly id: number; readonly text: string }>;
}

/** The player pressed help. Throws `PacketError` for anything else. */
export function readHelpRequest(packet: Uint8Array): void {
  expectOpcode(packet, help_opcode);
  if (packet.length !== help_bytes)
    throw new PacketError('length', `A help request has ${help_bytes} bytes.`);
}

/** Throws `PacketError` unless it is exactly one answer to a form. */
export function readGumpResponse(packet: Uint8Array): GumpResponse {
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

/** The argument for `answerForm`. If an entry occurs twice, the last one counts. */
export function replyOf({ button, switches, entries }: GumpResponse): FormReply {
  const texts = Object.fromEntries(entries.map(({ id, text }) => [id, text]));
  return { button, switches, entries: texts };
}

function expectOpcode(packet: Uint8Array, opcode: number): void {
  if (packet[0] !== opcode)
    throw new PacketError('opcode', `The packet is not 0x${opcode.toString(16).toUpperCase()}.`);
}
