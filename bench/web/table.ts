import { aligned, atMost, number } from '../tables.ts';
import type { WebFigure } from './web.ts';

export function webTable(web: readonly WebFigure[]): string[] {
  const rows = web.map(({ question, p50_ms, p99_ms, target_ms }) => {
    return [question, atMost(p50_ms, target_ms), number(p50_ms), number(p99_ms)];
  });
  return aligned([['the web client, in a real browser', 'target', 'p50 ms', 'p99 ms'], ...rows]);
}
