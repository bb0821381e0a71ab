import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, with its scripts and the built web client. */
export const packageRoot = ((): string => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder))
    folder = dirname(folder);
  return folder;
})();
