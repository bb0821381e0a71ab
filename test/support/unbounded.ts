import type { Access } from '../../server/identity/access.ts';
import { openDataFolder } from '../../server/data-folder.ts';
import type { PlayerSettings } from '../../server/identity/visible-settings.ts';

/** For whoever plays many tickets of one player: more than anybody would open or write. */
export const unbounded: PlayerSettings = {
  tickets_open_max: 10_000,
  ticket_pause_s: 0,
  text_bytes_per_second: 10_000_000,
};

/** As an operator would set it, while the server runs. */
export async function raiseBounds({ settings }: Pick<Access, 'settings'>): Promise<void> {
  const names = Object.keys(unbounded) as Array<keyof PlayerSettings>;
  await Promise.all(names.map((name) => settings.set({ name, value: unbounded[name] })));
}

/** The same in a data folder that no server has. */
export async function raiseBoundsIn(data: string): Promise<void> {
  const opened = await openDataFolder(data);
  if (!opened.ok) throw new Error(opened.sentence);
  await raiseBounds(opened.folder.access);
  await opened.folder.close();
}
