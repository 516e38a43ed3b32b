import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { NotFound } from '../ui/broken.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { PageTabs } from '../ui/page-tabs.tsx';
import { Roles } from './permissions/roles.tsx';
import { Users } from './permissions/users.tsx';
import { OwnTokens } from './profile/own-tokens.tsx';

export function Permissions() {
  return useMay()('users.list') ? <PermissionsPage /> : <NotFound />;
}

function PermissionsPage() {
  const { t } = useTranslation('permissions');
  const { tab } = useSearch({ from: '/shell/admin/permissions' });
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <PageTabs
        label={t('title')}
        selected={tab}
        onSelect={(chosen) => navigate({ to: '/admin/permissions', search: { tab: chosen } })}
        tabs={[
          { id: 'users', label: t('users'), content: <Users /> },
          { id: 'roles', label: t('roles'), content: <Roles /> },
          { id: 'tokens', label: t('tokens'), content: <OwnTokens /> },
        ]}
      />
    </>
  );
}
