import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launchBrowser } from './support/browser.ts';
import { assert, suite } from './support/suite.ts';

const test = suite('browser', { limit_ms: 60_000 });

test('a page renders text, and its scripts obey the Content-Security-Policy', async () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', "default-src 'none'; script-src 'sha256-none'");
    response.end('<h1>Help is on its way</h1><script>document.title = "ran"</script>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const browser = await launchBrowser();
  try {
    // Two contexts, for a staff member and a player: `--single-process` cannot do that.
    for (const context of [await browser.newContext(), await browser.newContext()]) {
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      const heading = page.locator('h1');
      assert.is(await heading.innerText(), 'Help is on its way');
      assert.ok((await heading.boundingBox())!.width > 100);
      assert.is(await page.title(), '');
      assert.ok((await page.screenshot()).length > 1_000);
      await context.close();
    }
  } finally {
    await browser.close();
    await new Promise((closed) => server.close(closed));
  }
});
