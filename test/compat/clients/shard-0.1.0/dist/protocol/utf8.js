/**
 * Whether these bytes are valid UTF-8: no stray or missing continuation, no longer form than needed,
 * no half of a surrogate pair, nothing above U+10FFFF. Decoders replace what is not, unseen.
 */
export function isUtf8(bytes, from, to) {
    let at = from;
    while (at < to) {
        const lead = bytes[at++];
        if (lead < 0x80)
            continue;
        if (lead < 0xc2 || lead > 0xf4)
            return false;
        const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        if (at + more > to)
            return false;
        const first = bytes[at];
        const [lowest, highest] = secondRanges[lead] ?? [0x80, 0xbf];
        if (first < lowest || first > highest)
            return false;
        for (let i = 1; i < more; i++)
            if ((bytes[at + i] & 0xc0) !== 0x80)
                return false;
        at += more;
    }
    return true;
}
/** Lead bytes after which not every continuation may come. */
const secondRanges = {
    0xe0: [0xa0, 0xbf],
    0xed: [0x80, 0x9f],
    0xf0: [0x90, 0xbf],
    0xf4: [0x80, 0x8f],
};
