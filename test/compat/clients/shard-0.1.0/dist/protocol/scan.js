import { limits } from './limits.js';
import { isUtf8 } from './utf8.js';
/**
 * Walks a MessagePack frame without building anything and tells whether it is exactly one plain
 * value: no extension types, no 0xc1, bounded depth and count, strings of valid UTF-8, nothing
 * missing and nothing after it.
 * Decoders build records, regular expressions or errors from extension bytes whatever their
 * options say, so a hostile frame is turned away before one sees it.
 */
export function isPlainFrame(bytes) {
    const end = bytes.length;
    let at = 0;
    let items = 0;
    // How many values are still to come at each level; a map counts its keys too.
    const open = [];
    let left = 1;
    for (;;) {
        while (left === 0) {
            const outer = open.pop();
            if (outer === undefined)
                return at === end;
            left = outer;
        }
        left -= 1;
        if (at >= end || ++items > limits.frame_items_max)
            return false;
        const kind = bytes[at++];
        let skip = 0;
        let isText = false;
        let children = 0;
        if (kind <= 0x7f || kind >= 0xe0)
            continue;
        else if (kind <= 0x8f)
            children = (kind & 0x0f) * 2;
        else if (kind <= 0x9f)
            children = kind & 0x0f;
        else if (kind <= 0xbf) {
            skip = kind & 0x1f;
            isText = true;
        }
        else {
            const width = lengthWidth(kind);
            if (width === undefined)
                return false;
            if (width > 0) {
                if (at + width > end)
                    return false;
                let length = 0;
                for (let i = 0; i < width; i++)
                    length = length * 256 + bytes[at + i];
                at += width;
                if (kind >= 0xdc)
                    children = kind >= 0xde ? length * 2 : length;
                else {
                    skip = length;
                    isText = kind >= 0xd9;
                }
            }
            else
                skip = fixedWidth(kind);
        }
        if (skip > 0) {
            at += skip;
            if (at > end)
                return false;
            if (isText && !isUtf8(bytes, at - skip, at))
                return false;
        }
        if (children > 0) {
            // Every child takes at least one byte, so a declared giant is refused before it is walked.
            if (children > end - at || open.length >= limits.frame_depth_max)
                return false;
            open.push(left);
            left = children;
        }
    }
}
/** Bytes of the length field of a kind; 0 for kinds without one; undefined for refused kinds. */
function lengthWidth(kind) {
    switch (kind) {
        case 0xc4:
        case 0xd9:
            return 1;
        case 0xc5:
        case 0xda:
        case 0xdc:
        case 0xde:
            return 2;
        case 0xc6:
        case 0xdb:
        case 0xdd:
        case 0xdf:
            return 4;
        case 0xc0:
        case 0xc2:
        case 0xc3:
        case 0xca:
        case 0xcb:
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
        case 0xd0:
        case 0xd1:
        case 0xd2:
        case 0xd3:
            return 0;
        default:
            return undefined;
    }
}
function fixedWidth(kind) {
    switch (kind) {
        case 0xcc:
        case 0xd0:
            return 1;
        case 0xcd:
        case 0xd1:
            return 2;
        case 0xca:
        case 0xce:
        case 0xd2:
            return 4;
        case 0xcb:
        case 0xcf:
        case 0xd3:
            return 8;
        default:
            return 0;
    }
}
