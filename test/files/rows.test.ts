import type { KeptFile } from '../../actors/ticket/files.ts';
import { Batch } from '../../server/storage/apply/batch.ts';
import { dropFiles, putFiles } from '../../server/storage/apply/file-changes.ts';
import { View } from '../../server/storage/apply/view.ts';
import { decode } from '../../server/storage/packed/codec.ts';
import { memoryDatabases } from '../../server/storage/tables/memory-rows.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('rows of files');

function file(id: string, sha256: string, bytes: number): KeptFile {
  return { id, name: `${id}.txt`, bytes, type: 'text/plain', sha256 };
}

test('[F17] an emptied entry names its files no more: once, and not what another entry names too', () => {
  const view = new View(memoryDatabases());
  const batch = new Batch(view.dbs, 0);
  const [same, other] = ['ab'.repeat(32), 'cd'.repeat(32)];
  const said = (publicSeq: number, ...files: KeptFile[]) =>
    ({
      at: 1,
      by: { side: 'player', account: '11', name: 'ann' },
      surface: 'web',
      change: { type: 'message_posted', body: '', opening: false, files },
      supportSeq: publicSeq,
      publicSeq,
    }) as const;
  const first = [file('a', same, 10), file('b', other, 20)];
  putFiles(view, batch, 't1', [said(1, ...first), said(2, file('c', same, 10))]);
  const kept = (key: string): unknown => {
    const bytes = view.record(batch, 'files', key);
    return bytes === undefined ? undefined : decode(bytes);
  };
  assert.equal(
    [kept('by/11'), kept('all')],
    [
      { files: 3, bytes: 40 },
      { files: 3, bytes: 40 },
    ],
  );
  dropFiles(view, batch, 't1', first);
  dropFiles(view, batch, 't1', first);
  assert.equal(
    [kept('by/11'), kept('all')],
    [
      { files: 1, bytes: 10 },
      { files: 1, bytes: 10 },
    ],
  );
  assert.equal(
    [kept('of/t1/a'), kept(`blob/${same}/t1/a`), kept(`blob/${other}/t1/b`)],
    [undefined, undefined, undefined],
  );
  assert.is(kept(`blob/${same}/t1/c`), 1);
});
