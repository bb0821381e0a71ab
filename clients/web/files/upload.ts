import type { File as Sent } from '../../../protocol/ticket.ts';

export type UploadOutcome =
  | { readonly kind: 'here'; readonly file: Sent }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly sentence: string;
      readonly mayRetry: boolean;
    }
  /** No answer of the server: the line is down, or a proxy answered. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'cancelled' };

export interface Uploading {
  readonly outcome: Promise<UploadOutcome>;
  cancel(): void;
}

/** Sends a file. `fetch` tells no progress of what it sends, so this is the older way. */
export function upload(
  ticket: string | null,
  name: string,
  source: Blob,
  progress: (share: number) => void,
): Uploading {
  const address = new URL('files', document.baseURI);
  address.hash = '';
  address.search = new URLSearchParams({ name, ...(ticket !== null && { ticket }) }).toString();
  const request = new XMLHttpRequest();
  const outcome = new Promise<UploadOutcome>((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(outcomeOf(request));
    request.onerror = () => resolve({ kind: 'unreachable' });
    request.onabort = () => resolve({ kind: 'cancelled' });
  });
  request.open('POST', address);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.send(source);
  return { outcome, cancel: () => request.abort() };
}

/** Tells the server that an upload is not wanted any more. */
export function forgetUpload(id: string): void {
  const address = new URL(`files/waiting/${id}`, document.baseURI);
  void fetch(address, { method: 'DELETE' }).catch(() => undefined);
}

function outcomeOf({ status, responseText }: XMLHttpRequest): UploadOutcome {
  try {
    const body = JSON.parse(responseText) as Sent & {
      code?: string;
      retry?: boolean;
      sentence?: string;
    };
    if (status === 201) return { kind: 'here', file: body };
    const { code = '', retry = false, sentence } = body;
    if (sentence === undefined) return { kind: 'unreachable' };
    return { kind: 'refused', code, sentence, mayRetry: retry };
  } catch {
    return { kind: 'unreachable' };
  }
}
