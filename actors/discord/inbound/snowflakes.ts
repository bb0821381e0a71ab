/** From the first millisecond of 2015 on, in the upper bits of each id of Discord. */
const discord_epoch_ms = 1_420_070_400_000;

/** Whether an id of Discord is younger than another. */
export function isAfter(id: string, other: string): boolean {
  return BigInt(id) > BigInt(other);
}

/** Older than all that is made on Discord from this time on, milliseconds since 1970. */
export function snowflakeAt(at: number): string {
  return String(BigInt(Math.max(0, at - discord_epoch_ms)) << 22n);
}
