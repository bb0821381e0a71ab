import { TestFolder } from '../../support/folder.ts';
import { contracts } from '../contracts.ts';
import { Stage } from '../stage.ts';

const folders: TestFolder[] = [];

function fresh(): TestFolder {
  const folder = new TestFolder();
  folders.push(folder);
  return folder;
}

contracts('on LMDB', {
  stage: () => Stage.onLmdb(fresh()),
  storage: () => fresh().open(),
  cleanUp: () => {
    for (const folder of folders) folder.remove();
  },
});
