/** The upper bits of a snowflake are milliseconds since the beginning of 2015. */
const discord_epoch_ms = 1_420_070_400_000;

/** Whether a snowflake is younger than another. */
export function isAfter(id: string, other: string): boolean {
  return BigInt(id) > BigInt(other);
}

/** A snowflake older than all that are made from this time on, milliseconds since 1970. */
export function snowflakeAt(at: number): string {
  return String(BigInt(Math.max(0, at - discord_epoch_ms)) << 22n);
}
