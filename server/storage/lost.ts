/** Why a folder is lost to its server, for the operator. */
export const taken_over = 'Another server has taken over the data folder.';
export const disk_silent = 'The disk below the data folder does not answer.';
