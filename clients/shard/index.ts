/** What a game shard imports; the README shows how to connect in twenty lines. */
export { ShardClient } from './client.ts';
export type { FormReply, ShardForm, ShardNotice, ShardOptions } from './options.ts';
export type { ShardFile, UploadOutcome } from './upload.ts';
export { troubleOf, type Trouble } from './trouble.ts';
export type { Player } from './sessions.ts';
export { formText, type FormText } from './form-text.ts';
export { toGump, type Gump } from './gump.ts';
export type { RequestOutcome as Outcome } from '../core/requests.ts';
export type { ConnectionState } from '../core/state.ts';
export type { FormElement } from '../../protocol/form.ts';
export type { Location } from '../../protocol/ticket.ts';
export type { CommandBody } from '../../protocol/command-body.ts';
