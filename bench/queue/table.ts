import { aligned, atMost, number } from '../tables.ts';
import type { QueueFigure } from './queue.ts';

export function queueTable(queue: readonly QueueFigure[]): string[] {
  const rows = queue.map((figure) => {
    const { browsers, changes_per_second, deliveries_per_second, cores, us_per_delivery } = figure;
    return [
      `${browsers.toLocaleString('en')} browsers on the queue, ${changes_per_second} changes a second`,
      atMost(figure.p99_ms, p99_ms_target),
      number(deliveries_per_second),
      number(cores * 100),
      number(us_per_delivery),
      ...[figure.p50_ms, figure.p99_ms, figure.max_ms].map(number),
    ];
  });
  const head = ['the live queue', 'p99 target', 'told a second', 'CPU % of a core', 'µs each'];
  return aligned([[...head, 'p50 ms', 'p99 ms', 'max ms'], ...rows]);
}

const p99_ms_target = 200;
