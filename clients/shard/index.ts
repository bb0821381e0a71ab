/** What a game shard imports: see the README for the twenty lines that connect one. */
export { ShardClient } from './client.ts';
export type { FormReply, ShardForm, ShardNotice, ShardOptions } from './client.ts';
export type { Player } from './sessions.ts';
export { formText, type FormText } from './form-text.ts';
export { toGump } from './gump.ts';
