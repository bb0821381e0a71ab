/** For shards that speak the packets of the classic client; nothing else needs them. */
export { compressedGump, plainGump } from './gump-packets.ts';
export { PacketError, type PacketFault } from './packet-error.ts';
export { readGumpResponse, readHelpRequest, replyOf, type GumpResponse } from './player-packets.ts';
