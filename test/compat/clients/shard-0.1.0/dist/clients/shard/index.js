/** What a game shard imports: see the README for the twenty lines that connect one. */
export { ShardClient } from './client.js';
export { troubleOf } from './trouble.js';
export { formText } from './form-text.js';
export { toGump } from './gump.js';
