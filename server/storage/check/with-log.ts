import { apply } from '../apply/apply.ts';
import { View } from '../apply/view.ts';
import { Layers } from '../behind/layers.ts';
import { PendingBatch } from '../behind/pending-batch.ts';
import { decodeEntry } from '../log/entry.ts';
import type { LogEntry, Position } from '../log.ts';
import type { Databases } from '../rows/rows.ts';

/** Tables with entries of the log on top, in memory. Throws at one that cannot be applied, by name. */
export function withLog(
  base: Databases,
  position: Position,
  entries: readonly LogEntry[],
): Databases {
  const layers = new Layers(base, position);
  const batch = new PendingBatch(layers);
  const view = new View(layers.dbs);
  for (const entry of entries) {
    layers.begin();
    try {
      apply(view, batch, entry.subject, decodeEntry(entry.bytes), () => entry.position);
      batch.putTrees();
      view.written(batch);
      layers.add(entry, batch.puts);
      batch.clear();
    } catch (cause) {
      const why = (cause as Error).message;
      const what = `entry ${entry.position} of ${entry.subject} cannot be applied (${why})`;
      throw new Error(what, { cause });
    }
  }
  return layers.dbs;
}
