import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';

export function System() {
  const { t } = useTranslation('system');
  return <PageHeader title={t('title')} />;
}
