import type { APIInteraction, APIMessage } from 'discord-api-types/v10';
import type { ModalForm } from './component-form.ts';

/** What somebody asked of the bot by a button, a select, a command or a modal, and what came of it. */
export class Asked {
  readonly id: string;
  readonly token: string;
  readonly user: string;
  /** Milliseconds since 1970, of the moved clock. */
  readonly at: number;
  readonly payload: APIInteraction;
  /** Not there: the person still waits, or reads that the interaction failed. */
  answer: Answer | undefined;
  readonly followUps: APIMessage[] = [];

  constructor(payload: APIInteraction, user: string, at: number) {
    this.id = payload.id;
    this.token = payload.token;
    this.payload = payload;
    this.user = user;
    this.at = at;
  }

  /** What the person reads who asked; nothing while the bot thinks. */
  get reads(): APIMessage | undefined {
    return this.answer?.kind === 'message' ? this.answer.message : undefined;
  }

  /** What is offered to the one who types. */
  get suggestions(): readonly string[] | undefined {
    return this.answer?.kind === 'suggestions' ? this.answer.choices : undefined;
  }

  get modal(): ModalForm | undefined {
    return this.answer?.kind === 'modal' ? this.answer.modal : undefined;
  }
}

export type Answer =
  /** Says that it thinks: to the one who asked alone, or in the channel by the message of that id. */
  | { readonly kind: 'thinking'; readonly hidden: boolean; readonly message?: string }
  | { readonly kind: 'message'; readonly hidden: boolean; readonly message: APIMessage }
  /** Taken note of, without a word; what is edited is the message of the button. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'modal'; readonly modal: ModalForm }
  /** By their names. */
  | { readonly kind: 'suggestions'; readonly choices: readonly string[] };
