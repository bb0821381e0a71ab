import { execFileSync, spawnSync } from 'node:child_process';
import { TestFolder } from '../../support/folder.ts';
import { StorageProcess } from '../../support/storage-process.ts';
import { assert, suite } from '../../support/suite.ts';

const test = suite('a file that may not grow');
const file_bytes_max = 8_000_000;

const name =
  '[J46] a data file that may not grow refuses commits, reads go on, and once it may so do commits';
const body = async (): Promise<void> => {
  const folder = new TestFolder();
  const limit = `--fsize=${file_bytes_max}:unlimited`;
  const child = new StorageProcess('fill', folder.path, ['prlimit', limit]);
  assert.is(await child.line(), 'rejected');
  const [loaded, history] = (await child.line()).split(' ');
  assert.equal([loaded, history], ['true', 'true']);
  execFileSync('prlimit', ['--pid', String(child.process.pid), '--fsize=unlimited:unlimited']);
  child.goOn();
  const [later, head] = (await child.line()).split(' ');
  assert.is(later, 'true');
  await child.end();

  const storage = await folder.open();
  assert.is((await storage.tickets.load('t1')).head, Number(head));
  assert.is(storage.records.position, Number(head));
  await storage.close();
  folder.remove();
};

// The limit of a process on the size of its files makes writes fail as a full disk does.
if (spawnSync('prlimit', ['--version']).status === 0) test(name, body);
else test.skip(name, 'there is no prlimit (util-linux) here', body);
