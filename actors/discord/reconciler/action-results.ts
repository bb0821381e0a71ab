import type { ChannelThrottle } from './channel-throttle.ts';
import { holdsWords } from './fold-refusal.ts';
import type { ApplyResult } from './apply.ts';
import type { ObservedState } from './observed.ts';
import type { Orphans } from '../alerts/orphans.ts';
import type { Action } from './plan.ts';
import type { CallOutcome } from '../port/call-outcome.ts';
import type { ActionAlerts } from '../alerts/action-alerts.ts';

interface ActionResultsDeps {
  readonly actionAlerts: ActionAlerts;
  readonly orphans: Orphans;
  readonly throttle: ChannelThrottle;
  /** The guild or the category of a new channel was not found. */
  refresh(): void;
  log(level: 'info' | 'warn', sentence: string, about: object): void;
}

/** Passes on how each action ended: to the channel throttle, the alerts and the log. */
export class ActionResults {
  readonly #deps: ActionResultsDeps;

  constructor(deps: ActionResultsDeps) {
    this.#deps = deps;
  }

  ended(observed: ObservedState, action: Action, outcome: CallOutcome<ApplyResult>): void {
    const { throttle, orphans, actionAlerts, log } = this.#deps;
    const { ticket, number } = observed.record;
    const reason = outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    if (action.kind === 'delete_channel' && reason === 'done') throttle.roomMade();
    if (action.kind === 'create_channel') this.#created(ticket, reason);
    const isOurs = !holdsWords(observed, action);
    if (movesOn.has(action.kind)) orphans.tell();
    actionAlerts.ended({ ticket, number, kind: action.kind, isOurs, outcome });
    if (outcome.kind === 'done') return;
    const about = { ticket: number, action: action.kind, detail: outcome.detail };
    const level = reason === 'content_refused' ? 'warn' : 'info';
    log(level, `action on Discord failed: ${reason}`, about);
  }

  #created(ticket: string, reason: string): void {
    const { throttle, refresh } = this.#deps;
    switch (reason) {
      case 'done':
        return throttle.made(ticket);
      case 'category_full':
      case 'guild_full':
        return throttle.full(ticket, reason);
      case 'not_found':
        // The guild or the category is gone; a fetch shows which.
        refresh();
        return throttle.leave(ticket);
      default:
        return throttle.leave(ticket);
    }
  }
}

/** These change which channels there are in servers that are not set any more. */
const movesOn: ReadonlySet<Action['kind']> = new Set(['leave', 'return', 'delete_channel']);
