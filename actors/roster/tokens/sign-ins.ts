import { LatestTimes } from '../../records/latest-times.ts';
import type { Markers } from '../../records/markers.ts';
import type { RecordWriter } from '../../records/writer.ts';
import type { Account } from '../accounts/account.ts';
import type { Secrets } from './secrets.ts';

/** When accounts last signed in on the web. Kept under `signed-in/ID`. */
export class SignIns {
  readonly #times: LatestTimes;
  readonly #secrets: Secrets;

  constructor(writer: RecordWriter, markers: Markers, secrets: Secrets) {
    this.#times = new LatestTimes(writer, markers, 'roster', 'signed-in');
    this.#secrets = secrets;
  }

  /** Records a sign-in now. */
  add(account: string): void {
    this.#times.add(account, this.#secrets.now());
  }

  forget(account: string): void {
    this.#times.remove(account);
  }

  /** Milliseconds since 1970; null: never. Earlier versions kept it with the account. */
  last({ id, signedIn }: Pick<Account, 'id' | 'signedIn'>): number | null {
    const time = this.#times.get(id);
    return time === undefined ? signedIn : Math.max(time, signedIn ?? 0);
  }
}
