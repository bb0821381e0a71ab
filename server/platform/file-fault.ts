import { lstatSync, statSync } from 'node:fs';

/**
 * What is wrong with a path that must be a file or not exist: reading a pipe would wait for ever,
 * and a dangling link would count as missing. Throws the error of the system where it cannot look.
 */
export function fileFault(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return undefined;
  if (found !== undefined) return `${path} is in the way, for it is no file: move it elsewhere.`;
  return linkFault(path);
}

/** The same for a path that must be a folder or not exist. */
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
