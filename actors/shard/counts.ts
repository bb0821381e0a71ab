import type { Unfit } from './help/form-fit.ts';
import type { ScriptHealth } from './script/host/overruns.ts';

/**
 * Why an answer to a form was dropped: never shown to that session, answered or closed already, or
 * it does not fit the form.
 */
export type Dropped = 'not_shown' | 'stale' | Unfit;

/** How many answers to forms of one shard were dropped since the server started, by reason. */
export type DroppedCounts = Record<Dropped, number>;

export function nothingDropped(): DroppedCounts {
  return {
    not_shown: 0,
    stale: 0,
    foreign_button: 0,
    foreign_switch: 0,
    foreign_entry: 0,
    oversize_entry: 0,
  };
}

/** How one shard's players and scripts behaved since the server started. */
export interface ShardHealth {
  readonly dropped: DroppedCounts;
  /** Undefined if no scripts run. */
  readonly scripts: ScriptHealth | undefined;
}
