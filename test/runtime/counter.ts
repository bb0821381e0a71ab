import type { Kind, TurnFacts } from '../../actors/runtime/actor-kind.ts';
import type { StoredReceipt } from '../../actors/runtime/store.ts';

/** The smallest actor there is: a number that grows up to a bound. */
export interface Counter {
  readonly total: number;
}

export type CounterCommand =
  /** Makes as many events of one as it says; `token` names the command in what gets stored. */
  | { readonly kind: 'add'; readonly amount: number; readonly token: string }
  /** Accepted, and changes nothing. */
  | { readonly kind: 'touch' }
  /** Told that there is nothing, whatever there is. */
  | { readonly kind: 'pry' }
  /** Stands for a bug. */
  | { readonly kind: 'break'; readonly where: 'decide' | 'evolve' | 'answer' | 'record' };

export interface Added {
  readonly token: string;
  readonly breaks?: 'evolve' | 'record';
}

export interface CounterRecord {
  readonly events: readonly Added[];
  readonly receipts: readonly StoredReceipt[];
  readonly snapshot: Counter;
}

export const total_max = 100;
const unseen = 'unseen';

export type CounterFacts = TurnFacts<Counter, Added>;
export type CounterKind = Kind<Counter, CounterCommand, Added, number, CounterRecord>;

/** Refuses with the total that was in the way; answers with the total reached. */
export function counterKind(): CounterKind {
  return {
    decide(state, command) {
      const total = state?.total ?? 0;
      switch (command.kind) {
        case 'add': {
          if (total + command.amount > total_max) return { ok: false, refusal: total };
          const event: Added = { token: command.token };
          return { ok: true, events: Array.from({ length: command.amount }, () => event) };
        }
        case 'touch':
          return { ok: true, events: [] };
        case 'pry':
          return { ok: false, refusal: unseen };
        case 'break':
          if (command.where === 'decide') throw new Error('a bug in decide');
          if (command.where === 'answer') return { ok: true, events: [] };
          return { ok: true, events: [{ token: 'broken', breaks: command.where }] };
      }
    },
    hides: (refusal) => refusal === unseen,
    evolve(state, event) {
      if (event.breaks === 'evolve') throw new Error('a bug in evolve');
      return { total: (state?.total ?? 0) + 1 };
    },
    answer(state, command) {
      if (command.kind === 'break' && command.where === 'answer')
        throw new Error('a bug in answer');
      return state.total;
    },
    record({ events, receipts, after }) {
      if (events.some((event) => event.breaks === 'record')) throw new Error('a bug in record');
      return { events, receipts, snapshot: after };
    },
  };
}
