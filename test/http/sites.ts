import type { Suite } from '../support/suite.ts';
import { Site } from './site.ts';

/** The password of staff, where a test needs one. */
export const password = 'correct horse battery';

/** Opens sites, which are closed after each test of the suite. */
export function sitesOf(test: Suite): typeof Site.open {
  const sites: Site[] = [];
  test.after.each(async () => {
    for (const site of sites.splice(0)) await site.close();
  });
  return async (...options) => {
    const site = await Site.open(...options);
    sites.push(site);
    return site;
  };
}
