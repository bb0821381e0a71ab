/** Rights that open nothing yet: kept where they are stored, offered nowhere. */
export const idleRights: readonly string[] = ['tickets.export', 'tickets.erase'];
