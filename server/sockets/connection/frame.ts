import { encode, type Frame, type Subprotocol } from '../../../protocol/codec.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';

const opcodes = { text: 0x1, binary: 0x2 } as const;
const fin = 0x80;

/**
 * A message as one whole WebSocket frame, header and payload in one piece (RFC 6455, 5.2: final,
 * not masked, no extension). The same bytes may be written to any number of sockets.
 */
export function prepare(message: ServerMessage, as: Subprotocol): Buffer {
  return frameOf(encode(message, as));
}

/** Bytes that the payload of a prepared frame has, as `frame_out_bytes_max` counts them. */
export function payloadBytes(frame: Buffer): number {
  return frame.length - headerBytes(frame.length);
}

function frameOf(payload: Frame): Buffer {
  const isText = typeof payload === 'string';
  const length = isText ? Buffer.byteLength(payload) : payload.length;
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = fin | (isText ? opcodes.text : opcodes.binary);
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  if (isText) frame.write(payload, header);
  else frame.set(payload, header);
  return frame;
}

function headerBytes(frameLength: number): number {
  if (frameLength < 126 + 4) return 2;
  return frameLength < 65_536 + 10 ? 4 : 10;
}
