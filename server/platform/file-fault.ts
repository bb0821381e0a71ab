import { lstatSync, statSync } from 'node:fs';

/**
 * What is wrong with a path where a file or none is to be: reading a pipe there would wait for ever,
 * and a link that leads nowhere would count as none. Throws what the system says where it cannot look.
 */
export function fileFault(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return undefined;
  if (found !== undefined) return `${path} is in the way, for it is no file: move it elsewhere.`;
  return linkFault(path);
}

/** The same where a folder or none is to be. */
export function folderFault(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return undefined;
  if (found !== undefined) return `${path} is in the way, for it is no folder: move it elsewhere.`;
  return linkFault(path);
}

function linkFault(path: string): string | undefined {
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  return isThere ? `${path} is a link that leads nowhere: mend or remove it.` : undefined;
}
