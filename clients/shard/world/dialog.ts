import type { FormReply } from '../client.ts';
import type { Tone } from './text.ts';

/** What is asked of whoever sits at the terminal, line by line. */
export interface Dialog {
  /** Stands before the line. */
  readonly prompt: string;
  begin(say: Say): void;
  /** Says what comes of a line. */
  line(text: string, say: Say): Outcome;
}

export type Say = (text: string, tone?: Tone, indent?: string) => void;

export type Outcome =
  | { readonly kind: 'goes_on' }
  /** Nothing is wanted any more. */
  | { readonly kind: 'given_up' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'answer'; readonly form: string; readonly reply: FormReply };

export const goesOn: Outcome = { kind: 'goes_on' };
