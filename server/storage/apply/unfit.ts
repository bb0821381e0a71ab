/** The entry itself is wrong, not the tables. */
export class UnfitEntry extends Error {}
