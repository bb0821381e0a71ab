import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const system_chromium = '/usr/bin/chromium';

/**
 * Of the package's own list only what a container needs: its `--disable-web-security` would make
 * tests of origins, cookies and the Content-Security-Policy prove nothing, and `--single-process`
 * ends the browser with its first page.
 */
const flags = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  // A process for each page that is loaded costs more than the page; each context keeps its own.
  '--process-per-site',
  '--renderer-process-limit=1',
];

/** A Chromium that is on the machine already, else the one in the npm package. */
export async function launchBrowser(): Promise<Browser> {
  if (existsSync(system_chromium)) {
    return chromium.launch({ executablePath: system_chromium, args: flags });
  }
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) env[name] = value;
  }
  // The package brings its fonts too; without any, a page has no text to measure or show.
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_PATH = join(folder, 'fonts');
  try {
    return await chromium.launch({ executablePath, args: flags, env });
  } catch {
    // A bare machine lacks NSS; the package's own copy is second choice, for it is older.
    env.LD_LIBRARY_PATH = join(folder, 'al2023', 'lib');
    return chromium.launch({ executablePath, args: flags, env });
  }
}

/**
 * The package unpacks into the temporary folder and takes whatever file of that name is there, half
 * written by a killed test or put there by somebody else. So it is given a fresh folder, which is
 * moved into place once it is whole: beside the package, so that an update brings the new one.
 */
async function unpacked(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const place = join(dirname(entry), '../../unpacked');
  if (existsSync(place)) return place;
  const fresh = mkdtempSync(`${place}-`);
  const before = { ...process.env };
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    process.env.TMPDIR = fresh;
    // Only there does it also unpack the libraries it needs.
    process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
    await packed.executablePath();
    renameSync(fresh, place);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another process was quicker: its copy is as good.
    if (!existsSync(place)) throw error;
  } finally {
    Object.assign(process.env, before);
    for (const name of ['TMPDIR', 'AWS_EXECUTION_ENV']) {
      if (before[name] === undefined) delete process.env[name];
    }
  }
  return place;
}
