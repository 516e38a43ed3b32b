import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';

export function Profile() {
  const { t } = useTranslation('profile');
  return <PageHeader title={t('title')} />;
}
