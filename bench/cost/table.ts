import { aligned, number } from '../tables.ts';
import type { CostFigure } from './cost.ts';

export function costTable(cost: readonly CostFigure[]): string[] {
  const rows = cost.map(({ name, who, per_second, refused, p50_ms, p99_ms, max_ms }) => [
    name,
    who,
    number(per_second),
    number(refused),
    ...[p50_ms, p99_ms, max_ms].map(number),
  ]);
  const head = ['one account asks for', 'who', 'a second', 'refused', "others' p50 ms", 'p99 ms'];
  return aligned([[...head, 'max ms'], ...rows]);
}
