import { nanoid } from 'nanoid';
import { limits } from '../../../protocol/limits.ts';
import type { ToldSettings } from '../../../protocol/messages.ts';
import { texts } from '../i18n/texts.ts';
import { refusalText } from '../lib/refusal.ts';
import type { Attached, Attachment } from './attachment.ts';
import { fileSize } from './file-size.ts';
import { forgetUpload, upload, type Uploading } from './upload.ts';

/** What is on its way, by key. */
const underWay = new Map<string, Uploading>();

/** Attaches files as far as a message may have them, and sends them at once. Returns why some stay out. */
export function attach(
  attached: Attached,
  ticket: string | null,
  files: readonly File[],
  { file_bytes_max }: Pick<ToldSettings, 'file_bytes_max'>,
): string | undefined {
  const room = limits.files_per_message_max - attached.value.length;
  for (const file of files.slice(0, room)) {
    // Whatever is pasted has a name of its own, if it has none: a picture is mostly "image.png".
    const one = { key: nanoid(), name: file.name || texts.files.unnamed, bytes: file.size };
    const why = faultOf(file, file_bytes_max);
    const state = why === undefined ? sending : { kind: 'failed' as const, why };
    attached.value = [...attached.value, { ...one, source: why ? undefined : file, state }];
    if (why === undefined) void send(attached, ticket, one.key, one.name, file);
  }
  return files.length > room ? texts.files.tooMany(limits.files_per_message_max) : undefined;
}

const sending = { kind: 'sending', share: 0 } as const;

function faultOf({ size }: File, bytes_max: number): string | undefined {
  if (size === 0) return texts.files.empty;
  return size > bytes_max ? texts.files.tooLarge(fileSize(bytes_max)) : undefined;
}

export function retry(attached: Attached, ticket: string | null, one: Attachment): void {
  if (one.source === undefined) return;
  change(attached, one.key, { ...one, state: sending });
  void send(attached, ticket, one.key, one.name, one.source);
}

/** Takes it out, also while it is being sent. */
export function remove(attached: Attached, { key, state }: Attachment): void {
  attached.value = attached.value.filter((one) => one.key !== key);
  underWay.get(key)?.cancel();
  if (state.kind === 'here') forgetUpload(state.file.id);
}

async function send(
  attached: Attached,
  ticket: string | null,
  key: string,
  name: string,
  source: Blob,
): Promise<void> {
  const uploading = upload(ticket, name, source, (share) => {
    const one = attached.value.find((other) => other.key === key);
    if (one?.state.kind === 'sending') {
      change(attached, key, { ...one, state: { kind: 'sending', share } });
    }
  });
  underWay.set(key, uploading);
  const outcome = await uploading.outcome;
  underWay.delete(key);
  const one = attached.value.find((other) => other.key === key);
  if (one === undefined) {
    // Taken out meanwhile.
    if (outcome.kind === 'here') forgetUpload(outcome.file.id);
    return;
  }
  switch (outcome.kind) {
    case 'here': {
      const { file } = outcome;
      const told = { name: file.name, bytes: file.bytes };
      return change(attached, key, { ...one, ...told, state: { kind: 'here', file } });
    }
    case 'refused':
      return fail(
        attached,
        outcome.mayRetry ? one : { ...one, source: undefined },
        refusalText(outcome),
      );
    case 'unreachable':
    case 'cancelled':
      return fail(attached, one, texts.files.unreachable);
  }
}

function fail(attached: Attached, one: Attachment, why: string): void {
  change(attached, one.key, { ...one, state: { kind: 'failed', why } });
}

function change(attached: Attached, key: string, to: Attachment): void {
  attached.value = attached.value.map((one) => (one.key === key ? to : one));
}
