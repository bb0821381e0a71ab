import { aligned, atMost } from '../tables.ts';
import type { MemoryFigure } from './memory.ts';

export function memoryTable(memory: readonly MemoryFigure[]): string[] {
  const rows = memory.map(({ what, heap_bytes, resident_bytes, target_bytes }) => [
    what,
    atMost(heap_bytes, target_bytes, kilobytes(target_bytes ?? 0)),
    kilobytes(heap_bytes),
    kilobytes(resident_bytes),
  ]);
  return aligned([['memory of the server', 'target', 'heap KB', 'RSS KB'], ...rows]);
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(2);
}
