/**
 * The value of a running Shardbell's metric without labels; undefined if it has none of that name.
 */
export async function gaugeOf(port: number, name: string): Promise<number | undefined> {
  const answered = await fetch(`http://127.0.0.1:${port}/metrics`);
  if (!answered.ok) throw new Error(`/metrics was answered with ${answered.status}`);
  const lines = (await answered.text()).split('\n');
  const line = lines.find((text) => text.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length));
}
