import { Accounts } from './accounts.tsx';
import { useTitle } from '../alerts/title.ts';
import { Audit } from './audit.tsx';
import { ExportPage } from './export-page.tsx';
import { Groups } from './groups.tsx';
import { Settings } from './settings-page.tsx';
import { Shards } from './shards.tsx';
import { lazy } from '../ui/lazy.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { addressOf, type AdminPage } from '../app/address.ts';
import { adminPagesOf } from '../session/rights.ts';
import type { SignedIn } from '../session/session.ts';
import { adminTexts } from '../i18n/texts.ts';

const Canned = lazy<{ readonly who: SignedIn }>(
  async () => (await import('../canned/canned.tsx')).Canned,
);

const Webhooks = lazy<{ readonly who: SignedIn }>(
  async () => (await import('../webhooks/webhooks.tsx')).Webhooks,
);

export interface AdminProps {
  readonly who: SignedIn;
  readonly page: AdminPage;
}

/** Administration: settings, and who may do what. */
export function Admin({ who, page }: AdminProps) {
  const { admin } = adminTexts;
  const pages = adminPagesOf(who.rights);
  useTitle(admin.title);
  return (
    <div class="admin">
      <div class="bar">
        <h1>{admin.title}</h1>
        <div class="filters">
          <Tabs
            label={admin.pages.label}
            here={page}
            tabs={pages.map((key) => ({
              key,
              name: admin.pages[key],
              href: addressOf({ screen: 'admin', page: key }),
            }))}
          />
        </div>
      </div>
      <Page who={who} page={page} />
    </div>
  );
}

function Page({ who, page }: AdminProps) {
  switch (page) {
    case 'settings':
      return <Settings who={who} />;
    case 'groups':
      return <Groups who={who} />;
    case 'accounts':
      return <Accounts who={who} />;
    case 'shards':
      return <Shards who={who} />;
    case 'canned':
      return <Canned who={who} />;
    case 'export':
      return <ExportPage who={who} />;
    case 'webhooks':
      return <Webhooks who={who} />;
    case 'audit':
      return <Audit who={who} />;
  }
}
