/** For shards that speak the packets of the classic client; nothing else needs them. */
export { compressedGump, plainGump } from './gump-packets.js';
export { PacketError } from './packet-error.js';
export { readGumpResponse, readHelpRequest, replyOf } from './player-packets.js';
