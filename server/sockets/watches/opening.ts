import type { Caller } from '../../../actors/ticket/service.ts';
import type { ClientMessageOf, ServerMessage } from '../../../protocol/messages.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import type { Topic } from './hub.ts';

export type What = ClientMessageOf<'watch'>['what'];

/** One watch of one connection, as the source of its state knows it. */
export interface Opening {
  readonly w: number;
  readonly what: What;
  readonly caller: Caller;
  /** False once the client has ended it. */
  readonly isWanted: boolean;
  /** Joins and sends in one step, so that nothing falls between the state and what follows it. */
  enter(topic: Topic, messages: readonly ServerMessage[]): void;
  refuse(refusal: Refusal): void;
}

/** Finds the state of what is watched and lets the watch enter, or refuses it. */
export type Open = (opening: Opening) => Promise<void> | void;
