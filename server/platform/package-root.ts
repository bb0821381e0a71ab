import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where this package lies, with its scripts and the built web client, however deep the build put this file. */
export const packageRoot = ((): string => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder))
    folder = dirname(folder);
  return folder;
})();
