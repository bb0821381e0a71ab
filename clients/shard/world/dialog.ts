import type { FormReply } from '../options.ts';
import type { Tone } from './text.ts';

/** Questions to the person at the terminal, answered line by line. */
export interface Dialog {
  /** Printed before the line. */
  readonly prompt: string;
  begin(say: Say): void;
  /** Handles a line. */
  line(text: string, say: Say): DialogOutcome;
}

export type Say = (text: string, tone?: Tone, indent?: string) => void;

export type DialogOutcome =
  | { readonly kind: 'goes_on' }
  /** The person has given up. */
  | { readonly kind: 'given_up' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'answer'; readonly form: string; readonly reply: FormReply };

export const goesOn: DialogOutcome = { kind: 'goes_on' };
