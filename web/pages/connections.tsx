// Admin > Connections: the Omnisend accounts that exports go to, and the consents that were given for them.
import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tab,
  TabList,
} from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { BuildingShop20Regular } from '@fluentui/react-icons/svg/building-shop';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { NotFound } from '../ui/broken.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AddConnection } from './connections/add-connection.tsx';
import { ConnectionList } from './connections/connection-list.tsx';
import { ConsentList } from './connections/consent-list.tsx';

export function Connections() {
  // Contributors see names of connections where they choose one for an export, and no page about them.
  return useMay()('connections.create') ? <ConnectionsPage /> : <NotFound />;
}

function ConnectionsPage() {
  const { t } = useTranslation('connections');
  const [adding, setAdding] = useState(false);
  const [tab, setTab] = useState('connections');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={<AddMenu onChoose={() => setAdding(true)} />}
      />
      <TabList selectedValue={tab} onTabSelect={(_, { value }) => setTab(String(value))}>
        <Tab value="connections">{t('list')}</Tab>
        <Tab value="consents">{t('consents')}</Tab>
      </TabList>
      {tab === 'connections' ? <ConnectionList /> : <ConsentList />}
      {adding ? <AddConnection onClose={() => setAdding(false)} /> : null}
    </>
  );
}

/** One destination so far, chosen all the same: the seed's step, and its word, are known to our users. */
function AddMenu({ onChoose }: { onChoose: () => void }) {
  const { t } = useTranslation('connections');
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="primary" icon={<Add20Regular />}>
          {t('add')}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<BuildingShop20Regular />} onClick={onChoose}>
            {t('omnisend')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
