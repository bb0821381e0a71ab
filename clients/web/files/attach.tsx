import { useEffect, useRef, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useAnnounced } from '../ui/announce.ts';
import { Icon } from '../ui/icons.tsx';
import { Problem } from '../ui/notice.tsx';
import { attach, remove, retry } from './attaching.ts';
import { filesIn, type Attached, type Attachment } from './attachment.ts';
import { fileSize } from './file-size.ts';
import type { File as Sent } from '../../../protocol/ticket.ts';

export interface Attaching {
  /** Whether this server takes files at all. */
  readonly isOn: boolean;
  readonly attached: Attached;
  readonly ticket: string | null;
  /** Those that are on the server. */
  readonly files: readonly Sent[];
  /** Whether one is on its way, or was not taken: the message waits until that is settled. */
  readonly isUnsettled: boolean;
  readonly problem: string | undefined;
  add(files: readonly File[]): void;
  /** For the form: what is pasted or dropped there is attached. */
  readonly on: {
    onPaste(event: ClipboardEvent): void;
    onDragOver(event: DragEvent): void;
    onDrop(event: DragEvent): void;
  };
}

/** Files beside a text that is being written. */
export function useAttaching(who: SignedIn, ticket: string | null, attached: Attached): Attaching {
  const { settings } = who.you;
  const isOn = settings.file_kinds.length > 0;
  const [problem, setProblem] = useState<string>();
  const add = (files: readonly File[]): void => {
    if (files.length > 0) setProblem(attach(attached, ticket, files, settings));
  };
  useEffect(() => {
    // A file that is dropped beside the form would take the place of the page.
    const stay = (event: DragEvent): void => {
      if (hasFiles(event.dataTransfer)) event.preventDefault();
    };
    addEventListener('dragover', stay);
    addEventListener('drop', stay);
    return () => {
      removeEventListener('dragover', stay);
      removeEventListener('drop', stay);
    };
  }, []);
  const list = attached.value;
  return {
    isOn,
    attached,
    ticket,
    files: filesIn(list),
    isUnsettled: list.some(({ state }) => state.kind !== 'here'),
    problem,
    add,
    on: {
      onPaste(event) {
        const files = [...(event.clipboardData?.files ?? [])];
        if (!isOn || files.length === 0) return;
        event.preventDefault();
        add(files);
      },
      onDragOver(event) {
        if (isOn && hasFiles(event.dataTransfer)) event.preventDefault();
      },
      onDrop(event) {
        if (!isOn || !hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        add([...(event.dataTransfer?.files ?? [])]);
      },
    },
  };
}

function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') === true;
}

/** Lets the reader choose files. */
export function AttachButton({ attaching }: { readonly attaching: Attaching }) {
  const input = useRef<HTMLInputElement>(null);
  if (!attaching.isOn) return null;
  const isFull = attaching.attached.value.length >= limits.files_per_message_max;
  return (
    <>
      <button
        type="button"
        class="quiet attach"
        title={texts.files.add}
        disabled={isFull}
        onClick={() => input.current!.click()}
      >
        <Icon name="clip" />
        <span class="attach-label">{texts.files.add}</span>
      </button>
      <input
        ref={input}
        class="attach-input"
        type="file"
        multiple
        // The button beside it is what is pressed and read out.
        hidden
        onChange={(event) => {
          attaching.add([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** What is attached, with how far each is. */
export function AttachedFiles({ attaching }: { readonly attaching: Attaching }) {
  const { attached, ticket, problem } = attaching;
  const list = attached.value;
  const unsettled = list.filter(({ state }) => state.kind === 'sending').length;
  const said = list.length > 0 && unsettled === 0 ? texts.files.here(attaching.files.length) : '';
  useAnnounced('files', said);
  return (
    <>
      <Problem>{problem}</Problem>
      {list.length > 0 && (
        <ul class="attached" aria-label={texts.files.attached}>
          {list.map((one) => (
            <AttachedFile key={one.key} attached={attached} ticket={ticket} one={one} />
          ))}
        </ul>
      )}
    </>
  );
}

interface FileProps {
  readonly attached: Attached;
  readonly ticket: string | null;
  readonly one: Attachment;
}

function AttachedFile({ attached, ticket, one }: FileProps) {
  const { name, bytes, source, state } = one;
  const preview = usePreview(source);
  return (
    <li class={state.kind === 'failed' ? 'attached-failed' : ''}>
      {preview !== undefined && <img src={preview} alt="" width={40} height={40} />}
      <span class="attached-what">
        <bdi class="attached-name">{name}</bdi>{' '}
        <small class="muted">
          {state.kind === 'sending' && state.share === 1 ? texts.files.looking : fileSize(bytes)}
        </small>
        {state.kind === 'sending' && (
          <progress aria-label={texts.files.sending(name)} max={1} value={state.share} />
        )}
        {state.kind === 'failed' && (
          <span role="alert" class="problem">
            {state.why}
          </span>
        )}
      </span>
      {state.kind === 'failed' && source !== undefined && (
        <button type="button" class="quiet" onClick={() => retry(attached, ticket, one)}>
          {texts.tryAgain}
        </button>
      )}
      <button
        type="button"
        class="quiet"
        aria-label={state.kind === 'sending' ? texts.files.cancel(name) : texts.files.remove(name)}
        onClick={() => remove(attached, one)}
      >
        <Icon name="cross" />
      </button>
    </li>
  );
}

/** An address of a picture in the memory of this page. */
function usePreview(source: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (source === undefined || !/^image\/(?:png|jpeg|gif|webp)$/u.test(source.type)) return;
    const made = URL.createObjectURL(source);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [source]);
  return address;
}
