/** Why a folder cannot be written at this moment. */
export type DiskFault = 'full' | 'quota' | 'file_limit' | 'read_only' | 'failed' | 'moved';

export interface DiskTrouble {
  readonly why: DiskFault;
  /** For the operator. */
  readonly sentence: string;
}

/** Whether a folder can be written. */
export type DiskState =
  | { readonly kind: 'open' }
  /** What was begun can still be written, in the space of the reserve. */
  | { readonly kind: 'ending'; readonly trouble: DiskTrouble }
  | { readonly kind: 'stopped'; readonly trouble: DiskTrouble };

/** The disk fault that an error of a system call means; undefined when it means none. */
export function whyOf(error: unknown): DiskFault | undefined {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
      return 'full';
    case 'EDQUOT':
      return 'quota';
    case 'EFBIG':
      return 'file_limit';
    case 'EROFS':
      return 'read_only';
    case 'EIO':
      return 'failed';
    default:
      return undefined;
  }
}

const sentences: Readonly<Record<DiskFault, string>> = {
  full: 'the disk below it is full: make space',
  quota: 'the disk quota of its user is used up: raise it, or make space',
  file_limit: 'data.mdb is as large as a file of this process may be: raise the limit (ulimit -f)',
  read_only: 'its file system is read-only',
  failed: 'a write to it failed',
  moved:
    'it, or data.mdb, lock.mdb or the log in it, was removed, moved or replaced: put it back where it was, or start the server anew',
};

export function troubleOf(folder: string, why: DiskFault): DiskTrouble {
  return {
    why,
    sentence: `The data folder ${folder} cannot be written: ${sentences[why]}. What is stored can be read.`,
  };
}
