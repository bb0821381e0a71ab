import { Packr } from 'msgpackr';
import { limits } from './limits.js';
import { isPlainFrame } from './scan.js';
/** The two subprotocols of the WebSocket, most wished for first. */
export const subprotocols = ['shardbell.v1', 'shardbell.v1.json'];
/** Plain MessagePack that any language's library reads: no records, no extensions. */
const packr = new Packr({
    useRecords: false,
    variableMapSize: true,
    encodeUndefinedAsNil: true,
    int64AsType: 'number',
    structuredClone: false,
});
export function encode(message, as) {
    return as === 'shardbell.v1' ? packr.pack(message) : JSON.stringify(message);
}
/**
 * One frame as a map, not yet checked against any definition. Never throws. A text frame on the
 * MessagePack subprotocol, and a binary one on the other, is malformed.
 */
export function decode(frame, as) {
    if (frame.length > limits.frame_in_bytes_max)
        return { ok: false, close: 'frame_too_large' };
    const value = as === 'shardbell.v1' ? decodeBinary(frame) : decodeText(frame);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return { ok: false, close: 'frame_malformed' };
    }
    return { ok: true, value: value };
}
/** For a client, which trusts its server and takes larger frames. Throws on what is not a frame. */
export function decodeTrusted(frame) {
    const value = typeof frame === 'string' ? JSON.parse(frame) : packr.unpack(frame);
    return value;
}
function decodeBinary(frame) {
    if (typeof frame === 'string' || !isPlainFrame(frame))
        return undefined;
    try {
        return packr.unpack(frame);
    }
    catch {
        return undefined;
    }
}
function decodeText(frame) {
    if (typeof frame !== 'string')
        return undefined;
    try {
        return JSON.parse(frame);
    }
    catch {
        return undefined;
    }
}
