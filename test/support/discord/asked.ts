import type { APIInteraction, APIMessage } from 'discord-api-types/v10';
import type { ModalForm } from './component-form.ts';

/** An interaction of somebody with the bot, and the bot's response. */
export class Asked {
  readonly id: string;
  readonly token: string;
  readonly user: string;
  /** Milliseconds since 1970, of the moved clock. */
  readonly at: number;
  readonly payload: APIInteraction;
  /** Undefined: the person still waits, or reads that the interaction failed. */
  answer: Answer | undefined;
  readonly followUps: APIMessage[] = [];

  constructor(payload: APIInteraction, user: string, at: number) {
    this.id = payload.id;
    this.token = payload.token;
    this.payload = payload;
    this.user = user;
    this.at = at;
  }

  /** The answer that the person reads; undefined while the bot is thinking. */
  get reads(): APIMessage | undefined {
    return this.answer?.kind === 'message' ? this.answer.message : undefined;
  }

  /** Suggestions for what the person types. */
  get suggestions(): readonly string[] | undefined {
    return this.answer?.kind === 'suggestions' ? this.answer.choices : undefined;
  }

  get modal(): ModalForm | undefined {
    return this.answer?.kind === 'modal' ? this.answer.modal : undefined;
  }
}

export type Answer =
  /** "Thinking": hidden, or in the channel by the message of that id. */
  | { readonly kind: 'thinking'; readonly hidden: boolean; readonly message?: string }
  | { readonly kind: 'message'; readonly hidden: boolean; readonly message: APIMessage }
  /** Acknowledged without an answer; edits change the message of the button. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'modal'; readonly modal: ModalForm }
  /** By their names. */
  | { readonly kind: 'suggestions'; readonly choices: readonly string[] };
