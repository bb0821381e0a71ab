import { TestFolder } from '../support/folder.ts';
import { contract } from './contract.ts';

const folders: TestFolder[] = [];

contract(
  'LMDB',
  () => {
    const folder = new TestFolder();
    folders.push(folder);
    return folder.open();
  },
  () => {
    for (const folder of folders) folder.remove();
  },
);
