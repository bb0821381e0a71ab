import { nanoid } from 'nanoid';
import { refusals } from '../../protocol/refusals.ts';
import type { RequestOutcome } from '../core/requests.ts';

/** The server's own refusal for an ended session. */
export function sessionUnknown(): Extract<RequestOutcome, { t: 'refused' }> {
  const { retry, sentence } = refusals.session_unknown;
  return { t: 'refused', id: nanoid(), code: 'session_unknown', retry, sentence };
}

/** When an account or a character was created, if it is known. */
export function createdAt(created: number | undefined): { readonly created?: number } {
  return created === undefined ? {} : { created };
}
