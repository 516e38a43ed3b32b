import { useTranslation } from 'react-i18next';
import { PageHeader } from '../ui/page-header.tsx';

export function TablePage() {
  const { t } = useTranslation('sources');
  return <PageHeader title={t('title')} />;
}
