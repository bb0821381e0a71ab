import { nanoid } from 'nanoid';
import { refusals } from '../../protocol/refusals.ts';
import type { RequestOutcome } from '../core/requests.ts';

/** The server's own refusal for an ended session. */
export function sessionUnknown(): RequestOutcome {
  const { retry, sentence } = refusals.session_unknown;
  return { t: 'refused', id: nanoid(), code: 'session_unknown', retry, sentence };
}
