import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';
import { PageTabs } from '../ui/page-tabs.tsx';
import { About } from './system/about.tsx';
import { Preferences } from './system/preferences.tsx';
import { RefreshNow } from './system/refresh-now.tsx';
import { Schedule } from './system/schedule.tsx';
import { Status } from './system/status.tsx';

export function System() {
  const { t } = useTranslation('system');
  const { tab } = useSearch({ from: '/shell/admin/system' });
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={t('title')} actions={<RefreshNow />} />
      <PageTabs
        label={t('title')}
        selected={tab}
        onSelect={(chosen) => navigate({ to: '/admin/system', search: { tab: chosen } })}
        tabs={[
          { id: 'status', label: t('status'), content: <Status /> },
          { id: 'schedule', label: t('schedule'), content: <Schedule /> },
          { id: 'preferences', label: t('preferences'), content: <Preferences /> },
          { id: 'about', label: t('about'), content: <About /> },
        ]}
      />
    </>
  );
}
