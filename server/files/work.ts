import type { FileKind } from '../../protocol/files.ts';

/** What the process that reads files of strangers is asked, and what it answers. */
export interface Job {
  readonly number: number;
  /** The file as it came. */
  readonly path: string;
  readonly name: string;
  /** Kinds that are taken. */
  readonly kinds: readonly FileKind[];
  /** Where a picture and its small one are written anew. */
  readonly picture: string;
  readonly thumb: string;
}

/** A file that is flushed to the disk. */
export interface Written {
  readonly sha256: string;
  readonly bytes: number;
}

export type Worked =
  | {
      readonly kind: 'plain';
      readonly type: string;
      /** The file as it came. */
      readonly file: Written;
    }
  | {
      readonly kind: 'picture';
      readonly type: string;
      readonly file: Written;
      readonly thumb: Written;
      readonly width: number;
      readonly height: number;
    }
  /** `no_sharp`: pictures cannot be read on this machine. `storage`: the disk takes nothing. */
  | { readonly kind: 'kind' | 'unreadable' | 'no_sharp' | 'storage' };

export interface JobAnswer {
  readonly number: number;
  readonly worked: Worked;
}
