/** Why a folder is lost to its server, for the operator. */
export const taken_over = 'Another server has taken over the data folder.';
export const disk_silent = 'The disk below the data folder does not answer.';
export function diskFailed(cause: unknown): string {
  const why = cause instanceof Error ? cause.message : String(cause);
  return `The disk failed while the log was written, and nothing new can be (${why}).`;
}
