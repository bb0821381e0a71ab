import type { LoadProblem } from '../messages.ts';

/** The entry script did not load. The message says why, `traceback` says where. */
export class ScriptLoadError extends Error {
  override readonly name = 'ScriptLoadError';
  readonly traceback: string;

  constructor(problem: LoadProblem) {
    super(problem.text);
    this.traceback = problem.traceback;
  }
}

export function problemOf(text: string): LoadProblem {
  return { text, traceback: '' };
}
