import { aligned, atMost, number } from '../tables.ts';
import type { StartFigure } from './plan.ts';

export function startTable(start: readonly StartFigure[]): string[] {
  const rows = start.map(({ question, value, unit, target, beside = '' }) => [
    question,
    atMost(value, target),
    number(value),
    unit,
    beside,
  ]);
  return aligned([['starts and big folders', 'target', 'figure', '', 'beside'], ...rows]);
}
