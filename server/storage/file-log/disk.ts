/** What the log needs of the files in its folder. Nothing times out: callers bound their waits. */
export interface LogDisk {
  /** Names of all files there. */
  list(): Promise<readonly string[]>;
  /** The whole file, as of the call or later. */
  read(name: string): Promise<Buffer>;
  /**
   * Creates a file of zeros. When it resolves, content and name are on the disk; at any time a file
   * of this name is empty or complete. Rejects with `NameTaken` where it exists already.
   */
  create(name: string, bytes: number): Promise<void>;
  open(name: string): Promise<LogFile>;
  /** A missing name is no error. A removed file may reappear after a crash. */
  remove(name: string): Promise<void>;
}

/** A file of full length, open for writing. */
export interface LogFile {
  /**
   * The data is on the disk when it resolves. Rejects where anything failed, also for a partial
   * write: it is then unknown what is on the disk, now or later. One at a time.
   */
  append(bytes: Uint8Array, at: number): Promise<void>;
  /** Whether its name still leads to it: data written to a removed file is lost. */
  isInPlace(): boolean;
  close(): Promise<void>;
}

/** Another process created a file of this name. */
export class NameTaken extends Error {
  constructor(name: string) {
    super(`${name} was made by somebody else`);
  }
}
