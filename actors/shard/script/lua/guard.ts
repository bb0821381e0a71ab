import { Script } from 'node:vm';

/**
 * Limits the time of a call from outside. The VM's instruction count does not see the inside of one
 * library call: `("a"):rep(1000):find(".-.-.-b$")` alone ran for minutes.
 */

let work: () => void = () => {};
Object.defineProperty(globalThis, 'shardbellGuarded', { value: () => work() });
const script = new Script('shardbellGuarded()', { filename: 'shardbell-guard.js' });

/**
 * Runs `call` for at most `ms` milliseconds; false if it was cut off. Then no `catch` or `finally`
 * ran, so everything it worked on must be thrown away.
 */
export function runGuarded(ms: number, call: () => void): boolean {
  work = call;
  try {
    script.runInThisContext({ timeout: Math.max(1, Math.ceil(ms)) });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  } finally {
    work = () => {};
  }
}
