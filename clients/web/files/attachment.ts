import type { Signal } from '@preact/signals';
import type { File as Sent } from '../../../protocol/ticket.ts';

/** A file in a composer: on its way to the server, there, or not taken. */
export interface Attachment {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  /** To send it again; undefined where that would be in vain, or it came back after a reload. */
  readonly source: Blob | undefined;
  readonly state:
    | { readonly kind: 'sending'; readonly share: number }
    | { readonly kind: 'here'; readonly file: Sent }
    | { readonly kind: 'failed'; readonly why: string };
}

/** What is attached to one text that is being written. */
export type Attached = Signal<readonly Attachment[]>;

/** Those that are on the server. */
export function filesIn(attached: readonly Attachment[]): Sent[] {
  return attached.flatMap(({ state }) => (state.kind === 'here' ? [state.file] : []));
}

/** One that is on the server, of a message that comes back into its composer. */
export function attachmentOf(file: Sent, source: Blob | undefined, why?: string): Attachment {
  const state =
    why === undefined ? { kind: 'here' as const, file } : { kind: 'failed' as const, why };
  return { key: file.id, name: file.name, bytes: file.bytes, source, state };
}
