// Admin > Connections: the Omnisend accounts that exports go to.
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { BuildingShop20Regular } from '@fluentui/react-icons/svg/building-shop';
import { ShieldCheckmark20Regular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { NotFound } from '../ui/broken.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AddConnection } from './connections/add-connection.tsx';
import { ConnectionList } from './connections/connection-list.tsx';

export function Connections() {
  // Contributors see names of connections where they choose one for an export, and no page about them.
  return useMay()('connections.create') ? <ConnectionsPage /> : <NotFound />;
}

function ConnectionsPage() {
  const { t } = useTranslation('connections');
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <>
            <Button
              role="link"
              icon={<ShieldCheckmark20Regular />}
              onClick={() => navigate({ to: '/admin/connections/consents' })}
            >
              {t('consents')}
            </Button>
            <AddMenu onChoose={() => setAdding(true)} />
          </>
        }
      />
      <ConnectionList />
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
