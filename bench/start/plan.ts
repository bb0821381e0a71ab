import type { FolderPlan } from './folder.ts';

export interface StartPlan extends FolderPlan {
  readonly kills: number;
  /** Of each folder that is compared. */
  readonly starts: number;
  /** Posts, windows, pages and searches of each kind. */
  readonly asks: number;
}

/** One answer about starts and big folders. */
export interface StartFigure {
  readonly question: string;
  readonly value: number;
  readonly unit: 'ms' | 'times' | 'bytes';
  /** At most. */
  readonly target?: number;
  /** What it was compared with, or whatever else tells what it means. */
  readonly beside?: string;
}
