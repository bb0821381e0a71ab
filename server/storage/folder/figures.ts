import type { Figure } from '../../platform/figure.ts';
import type { CommitFigure } from '../log/commit-count.ts';
import type { DiskFigures } from '../disk/disk-watch.ts';
import type { BehindFigures } from './folder-storage.ts';

/** For /metrics: the space of the data folder, how writes to it ended, and what waits for the tables. */
export function storageFigures(
  { free_bytes, free_files, used_bytes }: DiskFigures,
  commits: readonly CommitFigure[],
  behind: BehindFigures,
): Figure[] {
  const gauge = (name: string, help: string, value: number): Figure => {
    return { name, help, kind: 'gauge', labels: {}, value };
  };
  return [
    gauge('shardbell_disk_free_bytes', 'Free on the disk below the data folder.', free_bytes),
    gauge('shardbell_disk_free_files', 'Files that can still be made on that disk.', free_files),
    gauge('shardbell_data_bytes', 'Size of the data file.', used_bytes),
    gauge(
      'shardbell_tables_behind_positions',
      'Entries of the log that are not in the data file yet.',
      behind.positions,
    ),
    gauge(
      'shardbell_tables_behind_bytes',
      'What entries take in the log that are not in the data file yet.',
      behind.bytes,
    ),
    ...commits.flatMap(({ outcome, count, seconds }): Figure[] => [
      {
        name: 'shardbell_commits_total',
        help: 'Writes to the data folder, by how they ended.',
        kind: 'counter',
        labels: { outcome },
        value: count,
      },
      {
        name: 'shardbell_commit_seconds_total',
        help: 'How long writes to the data folder took, from being asked for to being answered.',
        kind: 'counter',
        labels: { outcome },
        value: seconds,
      },
    ]),
  ];
}
