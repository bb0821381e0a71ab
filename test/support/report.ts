/** The lines a test process writes on file descriptor 3; they, not its exit code, are what the runner believes. */
export type ReportLine =
  | { kind: 'started'; test: string }
  | { kind: 'passed'; test: string }
  | { kind: 'failed'; test: string; why: string }
  | { kind: 'skipped'; test: string; reason: string }
  /** The file itself is at fault: a left-in `.only`, raw uvu beside ours. */
  | { kind: 'fault'; why: string }
  /** Every suite has run; `registered` counts tests and skips. */
  | { kind: 'done'; registered: number };

/** Where a test process writes its report; the runner opens it as a pipe. */
export const report_fd = 3;
