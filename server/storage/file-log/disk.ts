/** What the log asks of the files in its folder. Times out nothing: whoever calls bounds its waits. */
export interface LogDisk {
  /** Names of all files there. */
  list(): Promise<readonly string[]>;
  /** The whole file, as it was when it was asked for or later. */
  read(name: string): Promise<Buffer>;
  /**
   * Makes a file of zeros. When it resolves the zeros and the name are on the disk; a file of this name
   * is never met with anything but that, or empty. Rejects with `NameTaken` where there is one already.
   */
  create(name: string, bytes: number): Promise<void>;
  open(name: string): Promise<LogFile>;
  /** A name that is not there is none to remove. A removed file may be there again after a crash. */
  remove(name: string): Promise<void>;
}

/** A file that is there in its full length, open to be written. */
export interface LogFile {
  /**
   * On the disk when it resolves. Rejects where anything failed, also where less was written: nobody
   * knows then what of it is on the disk, now or later. One at a time.
   */
  append(bytes: Uint8Array, at: number): Promise<void>;
  /** Whether its name still leads to it: what is written to a file that was removed is lost. */
  isInPlace(): boolean;
  close(): Promise<void>;
}

/** Somebody else made a file of this name. */
export class NameTaken extends Error {
  constructor(name: string) {
    super(`${name} was made by somebody else`);
  }
}
