import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong with the page as it is now, a line each. */
export async function faultsOf(page: Page): Promise<string[]> {
  // Evaluated from outside, because the page's policy lets no script in.
  await page.evaluate(axe.source);
  // Every rule is tried; of what is right no list is made.
  const found = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as axe.AxeResults;
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`),
  );
}
