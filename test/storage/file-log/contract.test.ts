import { NodeDisk } from '../../../server/storage/file-log/node-disk.ts';
import type { LogDisk } from '../../../server/storage/file-log/disk.ts';
import { MemoryTables } from '../../../server/storage/tables/memory-tables.ts';
import { ReplicaStorage } from '../../../server/storage/replica/replica-storage.ts';
import { firstLog } from '../../support/file-logs.ts';
import { TestFolder } from '../../support/folder.ts';
import { chanceOf } from '../../support/seed.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { contracts, logContracts } from '../contracts.ts';
import { Stage } from '../stage.ts';

const folders: TestFolder[] = [];

async function stageOn(disk: LogDisk): Promise<Stage> {
  const tables = new MemoryTables();
  return new Stage(await firstLog(disk, (subject) => tables.lastOf(subject)), tables);
}

function onDisk(by: 'dsync' | 'datasync'): LogDisk {
  const folder = new TestFolder();
  folders.push(folder);
  return new NodeDisk(folder.path, { by });
}

function cleanUp(): void {
  for (const folder of folders.splice(0)) folder.remove();
}

const simulated = (): LogDisk => new SimulatedDisk(chanceOf(1));

contracts('in files', {
  stage: () => stageOn(onDisk('dsync')),
  storage: async () => new ReplicaStorage((await stageOn(onDisk('dsync'))).replica),
  cleanUp,
});
logContracts('in files that are flushed by a call of their own', {
  stage: () => stageOn(onDisk('datasync')),
  cleanUp,
});
logContracts('on a simulated disk', { stage: () => stageOn(simulated()), cleanUp });
