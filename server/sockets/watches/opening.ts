import type { Caller } from '../../../actors/ticket/service.ts';
import type { ClientMessageOf, ServerMessage } from '../../../protocol/messages.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import type { Topic } from './hub.ts';

export type What = ClientMessageOf<'watch'>['what'];

/** One watch of one connection, as seen by the source of its state. */
export interface Opening {
  readonly w: number;
  readonly what: What;
  readonly caller: Caller;
  /** False once the client has ended it. */
  readonly isWanted: boolean;
  /** Joins the topic and sends the state in one step, so that no event is lost between them. */
  enter(topic: Topic, messages: readonly ServerMessage[]): void;
  refuse(refusal: Refusal): void;
}

/** Reads the state of what is watched, then lets the watch enter or refuses it. */
export type Open = (opening: Opening) => Promise<void> | void;
